import System

/// Bytes received over a connection but not yet read. The buffer belongs to a slot, so an idle connection needs no
/// memory.
package final class InputBuffer {
  private let storage: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0

  /// - Parameter capacity: bytes; by default even the longest record fits, so that each can be read in one piece.
  package init(capacity: Int? = nil) {
    let capacity = capacity ?? 2 * Record.maximumSize
    storage = .allocate(byteCount: capacity, alignment: 8)
  }

  deinit { storage.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[start..<end]) }

  func consume(_ count: Int) {
    start += count
    if start == end { clear() }
  }

  func clear() { (start, end) = (0, 0) }

  /// Appends bytes that did not arrive over a connection, at most one record.
  package func append(_ bytes: [UInt8]) {
    makeRoom()
    precondition(bytes.count <= storage.count - end, "more bytes than the buffer has room for")
    UnsafeMutableRawBufferPointer(rebasing: storage[end...]).copyBytes(from: bytes)
    end += bytes.count
  }

  /// Receives the bytes that have arrived.
  func receive(from connection: Int32, _ mode: Socket.ReceiveMode) -> Socket.Arrival {
    makeRoom()
    let room = UnsafeMutableRawBufferPointer(rebasing: storage[end...])
    let arrival = Socket.receive(from: connection, into: room, mode)
    if case .bytes(let count) = arrival { end += count }
    return arrival
  }

  /// Consumes bytes of a connection that have been peeked at.
  func discard(_ count: Int, from connection: Int32) {
    clear()
    var left = count
    // The kernel may return them in parts. The rest would be taken for the next request.
    while left > 0 {
      let room = UnsafeMutableRawBufferPointer(rebasing: storage[..<left])
      guard case .bytes(let taken) = Socket.receive(from: connection, into: room, .atOnce) else { return }
      left -= taken
    }
  }

  /// Moves an incomplete record to the front, so that the rest of it fits.
  private func makeRoom() {
    guard start > 0 else { return }
    storage.copyMemory(from: bytes)
    (start, end) = (0, end - start)
  }
}
