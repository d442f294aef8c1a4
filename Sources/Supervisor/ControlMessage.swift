import Glibc

/// A message between a worker and its master; each is one packet.
enum ControlMessage: Equatable {
  // From the worker.
  /// It has everything that it needs, and serves.
  case ready
  /// It lacks something, keeps trying to get it, and does not serve until then.
  case unable(reason: String)
  // From the master.
  /// Serve anyway: no other worker is in a better position.
  case serve

  /// Returns nil if the other end is closed, or if the message is unknown.
  init?(receivedFrom descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: Self.maximumBytes)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    switch buffer[0] {
    case UInt8(ascii: "R"): self = .ready
    case UInt8(ascii: "U"): self = .unable(reason: String(decoding: buffer[1..<count], as: UTF8.self))
    case UInt8(ascii: "S"): self = .serve
    default: return nil
    }
  }

  /// Does nothing if the other end is closed.
  func send(to descriptor: Int32) {
    let bytes =
      switch self {
      case .ready: Array("R".utf8)
      case .unable(let reason): Array("U\(reason)".utf8.prefix(Self.maximumBytes))
      case .serve: Array("S".utf8)
      }
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  private static let maximumBytes = 512
}
