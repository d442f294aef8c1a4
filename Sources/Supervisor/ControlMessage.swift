import Glibc

/// What a worker and its master tell each other, a packet each.
enum ControlMessage: Equatable {
  // From the worker.
  /// It has all that it needs, and serves.
  case ready
  /// It lacks something, keeps looking for it, and serves nobody until then.
  case unable(reason: String)
  // From the master.
  /// Serve nevertheless: nobody else can do better.
  case serve

  /// Nil if nothing waits that says anything: the other end is gone.
  init?(receivedFrom descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: Self.maximumSize)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    switch buffer[0] {
    case UInt8(ascii: "R"): self = .ready
    case UInt8(ascii: "U"): self = .unable(reason: String(decoding: buffer[1..<count], as: UTF8.self))
    case UInt8(ascii: "S"): self = .serve
    default: return nil
    }
  }

  /// Says it, unless the other end is gone.
  func send(to descriptor: Int32) {
    let bytes =
      switch self {
      case .ready: Array("R".utf8)
      case .unable(let reason): Array("U\(reason)".utf8.prefix(Self.maximumSize))
      case .serve: Array("S".utf8)
      }
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Bytes.
  private static let maximumSize = 512
}
