import HTTP
import System

/// Writes the response to a request as records (FastCGI 1.0, §6.2). Each slot has one and reuses its buffer.
final class ResponseWriter {
  private var buffer: [UInt8] = []
  private var connection: Int32 = -1
  private var request: UInt16 = 0
  /// Called before a write that blocks because nginx reads more slowly than the slot writes.
  private var willWait: () -> Void = {}
  private var isBroken = false

  /// Most responses are one record and one system call, so even whole bodies go through the buffer.
  init() { buffer.reserveCapacity(Record.maximumContent + 64) }

  /// - Returns: nil unless the response fits into one record.
  func records(of response: Response, request: UInt16) -> [UInt8]? {
    self.request = request
    buffer.removeAll(keepingCapacity: true)
    openRecord()
    ResponseHead.append(response, to: &buffer)
    buffer += response.body
    guard response.stream == nil, buffer.count - contentStart <= Record.maximumContent else { return nil }
    closeRecord()
    return buffer + Record.end(of: request, .complete)
  }

  /// - Returns: false if nginx has not received the whole response; the connection must then be closed.
  func write(_ response: Response, to connection: Int32, request: UInt16, willWait: @escaping () -> Void) -> Bool {
    (self.connection, self.request, self.willWait, isBroken) = (connection, request, willWait, false)
    buffer.removeAll(keepingCapacity: true)
    openRecord()
    ResponseHead.append(response, to: &buffer)
    if let stream = response.stream {
      // Without an end record, nginx also aborts the response to the client.
      guard (try? stream { put($0) }) == true else { return false }
    } else {
      put(response.body)
    }
    closeRecord()
    if !isBroken { buffer += Record.end(of: request, .complete) }
    flush()
    self.willWait = {}
    return !isBroken
  }

  /// Where the content of the current record begins.
  private var contentStart = 0

  private func openRecord() {
    buffer += Record.header(.standardOutput, request: request, length: 0)
    contentStart = buffer.count
  }

  private func closeRecord() {
    let length = buffer.count - contentStart
    buffer[contentStart - 4] = UInt8(length >> 8)
    buffer[contentStart - 3] = UInt8(length & 0xFF)
  }

  /// - Returns: false if nginx accepts no more bytes.
  @discardableResult
  private func put(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Record.maximumContent - (buffer.count - contentStart))
      buffer.append(contentsOf: piece)
      rest = rest.dropFirst(piece.count)
      guard buffer.count - contentStart == Record.maximumContent else { continue }
      closeRecord()
      flush()
      openRecord()
    }
    return !isBroken
  }

  private func flush() {
    if !isBroken { isBroken = !Socket.send(buffer, to: connection, willWait: willWait) }
    buffer.removeAll(keepingCapacity: true)
  }
}
