import CLinux
import Glibc
import Synchronization
import System

/// The state and the counts of a pool, in shared memory that the master, every slot of every worker and `marquee-ctl`
/// map at once.
///
/// There are no locks: counters are added to atomically, and a slot's cell is read again if it changed meanwhile. A
/// faulty process may write anything into it: readers then see odd figures, but none crashes. It holds nothing that a
/// client has sent, only the id that nginx has given the request.
package final class Scoreboard: Sendable {
  let layout: ScoreboardLayout
  /// Passed to workers, which map the same memory.
  package let descriptor: Int32
  // Safe to share: the mapping lives as long as this object, and all access to it is atomic.
  private nonisolated(unsafe) let memory: UnsafeMutableRawPointer

  /// Creates a scoreboard in anonymous memory whose size is sealed: a process that touched a part cut off from its
  /// mapping would be killed.
  /// - Parameter routes: the names of the routes; one more, `other`, counts requests without a route.
  package static func create(routes: [String], rows: Int, slots: Int) throws(ScoreboardError) -> Scoreboard {
    let layout = ScoreboardLayout(routes: routes.count + 1, rows: rows, slots: slots)
    let descriptor = memfd_create(name, CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING)
    guard descriptor >= 0 else { throw .system(SystemCallError("memfd_create", name)) }
    do throws(ScoreboardError) {
      // Allocated now: if memory runs short later, counting must not kill a worker.
      let result = posix_fallocate(descriptor, 0, off_t(layout.size))
      guard result == 0 else { throw .system(SystemCallError("posix_fallocate", name, number: result)) }
      let seals = CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_SEAL
      guard fchmod(descriptor, 0o600) == 0, fcntl(descriptor, CLINUX_F_ADD_SEALS, seals) == 0 else {
        throw .system(SystemCallError("fcntl", name))
      }
      let board = try Scoreboard(mapping: descriptor, layout, name, isWritable: true)
      board.write(names: routes + ["other"])
      board[.routes] = UInt64(layout.routes)
      board[.rows] = UInt64(rows)
      board[.slots] = UInt64(slots)
      board[.magic] = ScoreboardLayout.magic
      return board
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static let name = "marquee-scoreboard"

  /// Removes the file in which earlier releases kept the scoreboard, at the path where the status socket is now. Any
  /// other file is left alone.
  package static func removeFileOfEarlierVersion(_ path: String) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var magic: UInt64 = 0
    guard read(descriptor, &magic, 8) == 8, magic == 0x4D41_5251_5545_4532 else { return }
    unlink(path)
  }

  /// A read-only descriptor of the same memory. The caller closes it.
  package func descriptorForReading() throws(ScoreboardError) -> Int32 {
    do { return try File.reopen(descriptor, flags: O_RDONLY) } catch { throw .system(error) }
  }

  /// Maps the scoreboard behind a descriptor, which is closed with this object.
  /// - Parameter path: for error texts.
  package convenience init(descriptor: Int32, _ path: String, isWritable: Bool) throws(ScoreboardError) {
    do throws(ScoreboardError) {
      try self.init(mapping: descriptor, Self.layout(of: descriptor, path), path, isWritable: isWritable)
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func layout(of descriptor: Int32, _ path: String) throws(ScoreboardError) -> ScoreboardLayout {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw .system(SystemCallError("fstat", path)) }
    var head = [UInt64](repeating: 0, count: ScoreboardLayout.headerSize / 8)
    guard pread(descriptor, &head, ScoreboardLayout.headerSize, 0) == ScoreboardLayout.headerSize,
      head[ScoreboardLayout.Header.magic.rawValue] == ScoreboardLayout.magic
    else { throw .foreign(path: path) }
    let numbers = [ScoreboardLayout.Header.routes, .rows, .slots].map { head[$0.rawValue] }
    guard numbers.allSatisfy({ $0 > 0 && $0 <= 1 << 16 }) else { throw .foreign(path: path) }
    let layout = ScoreboardLayout(routes: Int(numbers[0]), rows: Int(numbers[1]), slots: Int(numbers[2]))
    guard layout.size == Int(information.st_size) else { throw .foreign(path: path) }
    return layout
  }

  private init(
    mapping descriptor: Int32, _ layout: ScoreboardLayout, _ path: String, isWritable: Bool
  ) throws(ScoreboardError) {
    let access = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
    let address = mmap(nil, layout.size, access, MAP_SHARED, descriptor, 0)
    guard let address, address != MAP_FAILED else { throw .system(SystemCallError("mmap", path)) }
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
      let start = memory + layout.namesOffset + route * ScoreboardLayout.nameSize
      let bytes = UnsafeRawBufferPointer(start: start, count: ScoreboardLayout.nameSize)
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func write(names: [String]) {
    for (route, name) in names.enumerated() {
      // A zero always remains at the end of each.
      for (index, byte) in name.utf8.prefix(ScoreboardLayout.nameSize - 1).enumerated() {
        memory.storeBytes(
          of: byte, toByteOffset: layout.namesOffset + route * ScoreboardLayout.nameSize + index, as: UInt8.self)
      }
    }
  }

  /// A number of the header.
  subscript(field: ScoreboardLayout.Header) -> UInt64 {
    get { load(field.rawValue * 8) }
    set { store(newValue, at: field.rawValue * 8) }
  }

  // Each concerns one number. The order of two numbers matters only in `SlotCell`.

  func load(_ offset: Int) -> UInt64 { number(at: offset).pointee.load(ordering: .acquiring) }

  func store(_ value: UInt64, at offset: Int) { number(at: offset).pointee.store(value, ordering: .releasing) }

  func add(_ count: UInt64, at offset: Int) { number(at: offset).pointee.wrappingAdd(count, ordering: .relaxed) }

  /// `Atomic` has the layout of its value.
  private func number(at offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    precondition(offset >= 0 && offset.isMultiple(of: 8) && offset + 8 <= layout.size)
    return (memory + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
  }
}
