import Synchronization
import System

/// The state and the counts of a pool, in shared memory that the master, every slot of every worker and `marquee-ctl`
/// map at once.
///
/// There are no locks: counters are incremented atomically, and a slot's cell is read again if it changed meanwhile. A
/// faulty process may write anything into it: readers then see odd figures, but none crashes. It holds nothing that a
/// client sent, only the id that nginx gave the request.
package final class Scoreboard: Sendable {
  let layout: ScoreboardLayout
  private let file: FileDescriptor
  /// All access to it is atomic.
  private let memory: MappedMemory

  /// Creates a scoreboard in memory of its own.
  /// - Parameter routes: the names of the routes; an extra one, `other`, counts requests without a route.
  package static func create(routes: [String], rows: Int, slots: Int) throws(ScoreboardError) -> Scoreboard {
    let layout = ScoreboardLayout(routes: routes.count + 1, rows: rows, slots: slots)
    let board: Scoreboard
    do throws(SystemCallError) {
      board = try Scoreboard(SharedMemory.create(name, size: layout.size), layout, isWritable: true)
    } catch {
      throw .system(error)
    }
    board.write(names: routes + ["other"])
    board[.routes] = UInt64(layout.routes)
    board[.rows] = UInt64(rows)
    board[.slots] = UInt64(slots)
    board[.magic] = ScoreboardLayout.magic
    return board
  }

  private static let name = "marquee-scoreboard"

  /// Removes the file in which earlier releases kept the scoreboard, at the path where the status socket is now. Any
  /// other file is left alone.
  package static func removeFileOfEarlierVersion(_ path: String) {
    guard let file = try? FileDescriptor(path, .readingUnlinked), let magic = file.first(8),
      magic.withUnsafeBytes({ $0.loadUnaligned(as: UInt64.self) }) == 0x4D41_5251_5545_4532
    else { return }
    File.remove(path)
  }

  /// The same memory, for reading only.
  package func descriptorForReading() throws(ScoreboardError) -> FileDescriptor {
    do { return try file.reopened(.reading) } catch { throw .system(error) }
  }

  /// Maps the scoreboard in shared memory.
  package convenience init(_ file: consuming FileDescriptor, isWritable: Bool) throws(ScoreboardError) {
    let layout = try Self.layout(of: file)
    do { try self.init(file, layout, isWritable: isWritable) } catch { throw .system(error) }
  }

  private static func layout(of file: borrowing FileDescriptor) throws(ScoreboardError) -> ScoreboardLayout {
    let size: Int
    do { size = try file.status().size } catch { throw .system(error) }
    guard let bytes = file.first(ScoreboardLayout.headerSize) else { throw .foreign(path: file.path) }
    let head = bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map { bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self) }
    }
    guard head[ScoreboardLayout.Header.magic.rawValue] == ScoreboardLayout.magic else {
      throw .foreign(path: file.path)
    }
    let numbers = [ScoreboardLayout.Header.routes, .rows, .slots].map { head[$0.rawValue] }
    guard numbers.allSatisfy({ $0 > 0 && $0 <= 1 << 16 }) else { throw .foreign(path: file.path) }
    let layout = ScoreboardLayout(routes: Int(numbers[0]), rows: Int(numbers[1]), slots: Int(numbers[2]))
    guard layout.size == size else { throw .foreign(path: file.path) }
    return layout
  }

  private init(
    _ file: consuming FileDescriptor, _ layout: ScoreboardLayout, isWritable: Bool
  ) throws(SystemCallError) {
    memory = try MappedMemory(file, size: layout.size, isWritable: isWritable)
    self.layout = layout
    self.file = file
  }

  /// Passed to workers, which map the same memory.
  package var descriptor: Int32 { file.number }

  package var rowCount: Int { layout.rows }

  /// The names of the routes, `other` last.
  package var routes: [String] {
    (0..<layout.routes).map { route in
      let start = memory.start + layout.namesOffset + route * ScoreboardLayout.nameSize
      let bytes = UnsafeRawBufferPointer(start: start, count: ScoreboardLayout.nameSize)
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func write(names: [String]) {
    for (route, name) in names.enumerated() {
      // A terminating zero always remains.
      for (index, byte) in name.utf8.prefix(ScoreboardLayout.nameSize - 1).enumerated() {
        memory.start.storeBytes(
          of: byte, toByteOffset: layout.namesOffset + route * ScoreboardLayout.nameSize + index, as: UInt8.self)
      }
    }
  }

  /// A number of the header.
  subscript(field: ScoreboardLayout.Header) -> UInt64 {
    get { load(field.rawValue * 8) }
    set { store(newValue, at: field.rawValue * 8) }
  }

  // Each access concerns one number. The order of two numbers matters only in `SlotCell`.

  func load(_ offset: Int) -> UInt64 { number(at: offset).pointee.load(ordering: .acquiring) }

  func store(_ value: UInt64, at offset: Int) { number(at: offset).pointee.store(value, ordering: .releasing) }

  func add(_ count: UInt64, at offset: Int) { number(at: offset).pointee.wrappingAdd(count, ordering: .relaxed) }

  func lease(at offset: Int) -> Lease { Lease(memory, offset: offset) }

  /// `Atomic` has the layout of its value.
  private func number(at offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    precondition(offset >= 0 && offset.isMultiple(of: 8) && offset + 8 <= layout.size)
    return (memory.start + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
  }
}
