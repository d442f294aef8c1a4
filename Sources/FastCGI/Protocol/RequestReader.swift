import HTTP

/// Parses the records of one connection, one request at a time (FastCGI 1.0, §5 and §6). It knows nothing of sockets,
/// so that tests can feed it any bytes.
package struct RequestReader {
  /// The result of one step.
  package enum Step {
    /// No complete record has arrived.
    case needsMore
    /// A record was taken.
    case progress
    /// The request is complete: `request` returns it.
    case request
    /// Bytes to send at once; the connection stays open.
    case answer([UInt8])
    /// The bytes violate the protocol: the connection must be closed.
    case broken
  }

  private struct Opened {
    let id: UInt16
    let keepsConnection: Bool
    var hasParameters = false
  }

  private let maximumBody: Int
  /// Requests that the pool handles at once, for clients that ask.
  private let capacity: Int
  private var opened: Opened?
  private var parameters = RequestParameters()
  private var body: [UInt8] = []
  private var received = 0
  private var announced = 0
  private var fault: HTTPError?

  /// - Parameter maximumBody: bytes; a longer body is refused with 413.
  package init(maximumBody: Int, capacity: Int) {
    self.maximumBody = maximumBody
    self.capacity = capacity
  }

  /// Whether a request has begun but is not complete.
  package var isReading: Bool { opened != nil }

  /// The id of the current request, and whether its connection is kept afterwards.
  var id: UInt16 { opened?.id ?? 0 }
  var keepsConnection: Bool { opened?.keepsConnection ?? false }

  /// Forgets the request. Call this before the next one and for a new connection.
  package mutating func reset() {
    opened = nil
    parameters.removeAll()
    body = []
    received = 0
    announced = 0
    fault = nil
  }

  /// Takes the next complete record out of `input`.
  package mutating func next(_ input: InputBuffer) -> Step {
    let bytes = input.bytes
    guard bytes.count >= Record.headerSize else { return .needsMore }
    guard bytes[0] == Record.version else { return .broken }
    let id = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    let length = Int(bytes[4]) << 8 | Int(bytes[5])
    let size = Record.headerSize + length + Int(bytes[6])
    guard bytes.count >= size else { return .needsMore }
    defer { input.consume(size) }
    let content = UnsafeRawBufferPointer(rebasing: bytes[Record.headerSize..<Record.headerSize + length])
    guard id != 0 else { return .answer(ManagementRecord(type: bytes[1], content: content).answer(capacity: capacity)) }
    return take(Record.Kind(rawValue: bytes[1]), id, content)
  }

  private mutating func take(_ kind: Record.Kind?, _ id: UInt16, _ content: UnsafeRawBufferPointer) -> Step {
    if kind == .beginRequest { return begin(id, content) }
    // Records of finished requests are ignored (§3.3).
    guard var request = opened, request.id == id else { return .progress }
    switch kind {
    case .abortRequest:
      reset()
      return .answer(Record.end(of: id, .complete))
    case .parameters where !request.hasParameters:
      guard content.isEmpty else { return parameters.append(content) ? .progress : .broken }
      request.hasParameters = true
      opened = request
      guard parameters.read(&fault) else { return .broken }
      announced = parameters[.contentLength].map { Int($0) ?? -1 } ?? 0
      guard announced >= 0 else { return .broken }
      body.reserveCapacity(min(announced, maximumBody))
      return .progress
    case .standardInput where request.hasParameters:
      guard !content.isEmpty else {
        // nginx checks the length before sending anything. If it differs, the client has disconnected and nobody reads
        // the answer.
        return received == announced ? .request : .broken
      }
      // A body that is too long is still read to its end: the rest would be taken for the next request.
      received += content.count
      if received <= min(announced, maximumBody) { body.append(contentsOf: content) }
      return .progress
    default: return .broken
    }
  }

  private mutating func begin(_ id: UInt16, _ content: UnsafeRawBufferPointer) -> Step {
    guard content.count == 8 else { return .broken }
    guard opened == nil else { return .answer(Record.end(of: id, .cannotMultiplex)) }
    let role = Int(content[0]) << 8 | Int(content[1])
    guard role == Self.responder else { return .answer(Record.end(of: id, .unknownRole)) }
    reset()
    opened = Opened(id: id, keepsConnection: content[2] & 1 == 1)
    return .progress
  }

  private static let responder = 1

  /// The complete request. Throws if its headers are not acceptable or its body is too long.
  package mutating func request() throws(HTTPError) -> Request {
    if received > maximumBody {
      throw HTTPError(.payloadTooLarge, "The body is larger than \(maximumBody) bytes.")
    }
    if let fault { throw fault }
    let target = parameters[.target] ?? ""
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
    return Request(
      method: parameters[.method] ?? "",
      path: mark.map { String(target[..<$0]) } ?? target,
      query: mark.map { String(target.utf8[$0...].dropFirst()) ?? "" } ?? "",
      contentType: parameters[.contentType] ?? "",
      contentEncoding: parameters[.contentEncoding],
      accept: parameters[.accept],
      ifNoneMatch: parameters[.ifNoneMatch],
      authorization: parameters[.authorization],
      userAgent: parameters[.userAgent],
      origin: parameters[.origin],
      preflightMethod: parameters[.preflightMethod],
      body: body,
      client: parameters[.client] ?? "",
      id: parameters[.id] ?? "",
      sentAt: parameters[.sentAt].flatMap(Self.sinceEpoch)
    )
  }

  /// Parses nginx's `$msec`: seconds, a dot, and three digits of milliseconds.
  private static func sinceEpoch(_ text: String) -> Duration? {
    var milliseconds: Int64 = 0
    var decimals: Int?
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), decimals == nil {
        decimals = 0
        continue
      }
      guard (0x30...0x39).contains(byte), milliseconds <= Int64(Int32.max) * 100_000 else { return nil }
      milliseconds = milliseconds * 10 + Int64(byte - 0x30)
      decimals = decimals.map { $0 + 1 }
    }
    return decimals == 3 ? .milliseconds(milliseconds) : nil
  }
}
