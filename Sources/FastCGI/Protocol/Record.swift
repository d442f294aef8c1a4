/// The parts of a record that reading and writing share (FastCGI 1.0, §3.3 and §8).
enum Record {
  static let version: UInt8 = 1
  static let headerSize = 8
  /// Bytes of content that one record can carry.
  static let maximumContent = 65_535
  /// Header, content and padding.
  static let maximumSize = headerSize + maximumContent + 255

  enum Kind: UInt8 {
    case beginRequest = 1
    case abortRequest = 2
    case endRequest = 3
    case parameters = 4
    case standardInput = 5
    case standardOutput = 6
    case standardError = 7
    case getValues = 9
    case getValuesResult = 10
    case unknownType = 11
  }

  /// Why a request ended (§5.5).
  enum ProtocolStatus: UInt8 {
    case complete = 0
    case cannotMultiplex = 1
    case unknownRole = 3
  }

  static func header(_ kind: Kind, request: UInt16, length: Int) -> [UInt8] {
    [
      version, kind.rawValue, UInt8(request >> 8), UInt8(request & 0xFF), UInt8(length >> 8), UInt8(length & 0xFF), 0,
      0,
    ]
  }

  static func end(of request: UInt16, _ status: ProtocolStatus) -> [UInt8] {
    header(.endRequest, request: request, length: 8) + [0, 0, 0, 0, status.rawValue, 0, 0, 0]
  }
}
