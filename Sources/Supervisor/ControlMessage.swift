import System

/// A message between a worker and its master; each is one packet.
enum ControlMessage: Equatable {
  // From the worker.
  /// It has everything that it needs, and serves.
  case ready
  /// It lacks something that it needs, keeps trying to get it, and does not serve until then.
  case unable(reason: String)
  // From the master.
  /// Serve anyway: no other worker is in a better position.
  case serve

  /// Returns nil if the other end is closed, or if the message is unknown.
  init?(receivedFrom descriptor: Int32) {
    guard let bytes = Socket.receivePacket(from: descriptor, maximum: Self.maximumBytes) else { return nil }
    switch bytes[0] {
    case UInt8(ascii: "R"): self = .ready
    case UInt8(ascii: "U"): self = .unable(reason: String(decoding: bytes[1...], as: UTF8.self))
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
    Socket.send(packet: bytes, to: descriptor)
  }

  private static let maximumBytes = 512
}
