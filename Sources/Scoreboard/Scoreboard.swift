import CLinux
import Glibc
import Synchronization

/// What a pool shows of itself: memory that the master, every slot of every worker and `marquee-ctl` map at once.
///
/// No lock anywhere: counters are added to, and what belongs together in a slot's cell is read again if it changed
/// meanwhile. A process gone wild may write anything into it: whatever a reader finds gives odd figures at worst, and
/// ends no process. It never holds anything that a client sent but the id that nginx gave the request.
package final class Scoreboard: Sendable {
  let layout: Layout
  /// For a child process, which maps the same memory.
  package let descriptor: Int32
  // The mapping is never moved and ends with this object; everything in it is reached through atomic operations alone.
  private nonisolated(unsafe) let memory: UnsafeMutableRawPointer

  /// A new one, in memory that has no name and that nobody can make smaller or larger: a mapping of which a part has
  /// gone ends whoever touches it.
  /// - Parameter routes: what is counted, by name; requests of no route are counted under one more, `other`.
  package static func create(routes: [String], rows: Int, slots: Int) throws(ScoreboardError) -> Scoreboard {
    let layout = Layout(routes: routes.count + 1, rows: rows, slots: slots)
    let descriptor = memfd_create(name, CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING)
    guard descriptor >= 0 else { throw .system(call: "memfd_create", path: name, code: errno) }
    do throws(ScoreboardError) {
      // Allocated now: memory that runs short later must not end a worker that counts.
      let result = posix_fallocate(descriptor, 0, off_t(layout.size))
      guard result == 0 else { throw .system(call: "posix_fallocate", path: name, code: result) }
      let seals = CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_SEAL
      guard fchmod(descriptor, 0o600) == 0, fcntl(descriptor, CLINUX_F_ADD_SEALS, seals) == 0 else {
        throw .system(call: "fcntl", path: name, code: errno)
      }
      let board = try Scoreboard(mapping: descriptor, layout, name, isWritable: true)
      board.write(names: routes + ["other"])
      board[.routes] = UInt64(layout.routes)
      board[.rows] = UInt64(rows)
      board[.slots] = UInt64(slots)
      board[.magic] = Layout.magic
      return board
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static let name = "marquee-scoreboard"

  /// Earlier versions kept a scoreboard in a file; it is where this one's socket goes. Any other file is left alone.
  package static func removeFileOfEarlierVersion(_ path: String) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var magic: UInt64 = 0
    guard read(descriptor, &magic, 8) == 8, magic == 0x4D41_5251_5545_4532 else { return }
    unlink(path)
  }

  /// Another descriptor of it, for whoever may look and not write. The caller closes it.
  package func descriptorForReading() throws(ScoreboardError) -> Int32 {
    let copy = Glibc.open("/proc/self/fd/\(descriptor)", O_RDONLY | O_CLOEXEC)
    guard copy >= 0 else { throw .system(call: "open", path: Self.name, code: errno) }
    return copy
  }

  /// The one that a descriptor leads to, which is closed with this object.
  /// - Parameter path: for errors.
  package convenience init(descriptor: Int32, _ path: String, isWritable: Bool) throws(ScoreboardError) {
    do throws(ScoreboardError) {
      try self.init(mapping: descriptor, Self.layout(of: descriptor, path), path, isWritable: isWritable)
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func layout(of descriptor: Int32, _ path: String) throws(ScoreboardError) -> Layout {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw .system(call: "fstat", path: path, code: errno) }
    var head = [UInt64](repeating: 0, count: Layout.headerSize / 8)
    guard pread(descriptor, &head, Layout.headerSize, 0) == Layout.headerSize,
      head[Layout.Header.magic.rawValue] == Layout.magic
    else { throw .foreign(path: path) }
    let numbers = [Layout.Header.routes, .rows, .slots].map { head[$0.rawValue] }
    guard numbers.allSatisfy({ $0 > 0 && $0 <= 1 << 16 }) else { throw .foreign(path: path) }
    let layout = Layout(routes: Int(numbers[0]), rows: Int(numbers[1]), slots: Int(numbers[2]))
    guard layout.size == Int(information.st_size) else { throw .foreign(path: path) }
    return layout
  }

  private init(
    mapping descriptor: Int32, _ layout: Layout, _ path: String, isWritable: Bool
  ) throws(ScoreboardError) {
    let access = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
    let address = mmap(nil, layout.size, access, MAP_SHARED, descriptor, 0)
    guard let address, address != MAP_FAILED else { throw .system(call: "mmap", path: path, code: errno) }
    memory = address
    self.layout = layout
    self.descriptor = descriptor
  }

  deinit {
    munmap(memory, layout.size)
    close(descriptor)
  }

  package var rowCount: Int { layout.rows }

  /// The names of the routes, `other` last.
  package var routes: [String] {
    (0..<layout.routes).map { route in
      let start = memory + layout.namesOffset + route * Layout.nameSize
      let bytes = UnsafeRawBufferPointer(start: start, count: Layout.nameSize)
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func write(names: [String]) {
    for (route, name) in names.enumerated() {
      // One zero stays behind each.
      for (index, byte) in name.utf8.prefix(Layout.nameSize - 1).enumerated() {
        memory.storeBytes(of: byte, toByteOffset: layout.namesOffset + route * Layout.nameSize + index, as: UInt8.self)
      }
    }
  }

  /// A number of the header.
  subscript(field: Layout.Header) -> UInt64 {
    get { load(field.rawValue * 8) }
    set { store(newValue, at: field.rawValue * 8) }
  }

  func add(_ count: UInt64, to field: Layout.Header) { add(count, at: field.rawValue * 8) }

  // One number each. The order between two of them matters in slots alone, which say so.

  func load(_ offset: Int) -> UInt64 { number(at: offset).pointee.load(ordering: .acquiring) }

  func store(_ value: UInt64, at offset: Int) { number(at: offset).pointee.store(value, ordering: .releasing) }

  func add(_ count: UInt64, at offset: Int) { number(at: offset).pointee.wrappingAdd(count, ordering: .relaxed) }

  /// `Atomic` has the layout of what it holds.
  private func number(at offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    precondition(offset >= 0 && offset.isMultiple(of: 8) && offset + 8 <= layout.size)
    return (memory + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
  }
}
