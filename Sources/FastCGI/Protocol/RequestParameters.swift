import HTTP

import func Glibc.memcmp

/// The parameters of a request: pairs of names and values (FastCGI 1.0, §3.4).
///
/// A slot reuses one object for all its requests. The parameters are read in one pass, and only the values that a
/// `Request` needs become strings.
struct RequestParameters {
  /// The parameters that are read, with their names (RFC 3875 §4.1).
  enum Name: Int, CaseIterable {
    case method, target, contentLength, contentType, client, id, sentAt
    case contentEncoding, accept, ifNoneMatch, authorization, userAgent, origin, preflightMethod

    var text: StaticString {
      switch self {
      case .method: "REQUEST_METHOD"
      case .target: "REQUEST_URI"
      case .contentLength: "CONTENT_LENGTH"
      case .contentType: "CONTENT_TYPE"
      case .client: "REMOTE_ADDR"
      case .id: "REQUEST_ID"
      case .sentAt: "REQUEST_SENT_AT"
      case .contentEncoding: "HTTP_CONTENT_ENCODING"
      case .accept: "HTTP_ACCEPT"
      case .ifNoneMatch: "HTTP_IF_NONE_MATCH"
      case .authorization: "HTTP_AUTHORIZATION"
      case .userAgent: "HTTP_USER_AGENT"
      case .origin: "HTTP_ORIGIN"
      case .preflightMethod: "HTTP_ACCESS_CONTROL_REQUEST_METHOD"
      }
    }
  }

  /// The limit of nginx's `large_client_header_buffers`.
  static let maximumHeaderBytes = 32_768
  static let maximumHeaderCount = 100
  /// Limit for all parameters together, far above what a web server sends.
  static let maximumBytes = 1 << 20

  /// Singleton headers (RFC 9110 §5.3). If one is sent twice the request is refused, so that a proxy and we never act
  /// on different values.
  private static let singular: [StaticString] = [
    "HTTP_AUTHORIZATION", "HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_HOST", "HTTP_ORIGIN",
    "HTTP_ACCESS_CONTROL_REQUEST_METHOD",
  ]

  /// Indexed by raw value.
  private static let names = Name.allCases.map(\.text)

  private var bytes: [UInt8] = []
  private var values = [Range<Int>](repeating: 0..<0, count: names.count)

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    for index in values.indices { values[index] = 0..<0 }
  }

  /// Appends a piece of the stream.
  /// - Returns: false if there are too many bytes.
  mutating func append(_ piece: UnsafeRawBufferPointer) -> Bool {
    bytes.append(contentsOf: piece)
    return bytes.count <= Self.maximumBytes
  }

  /// Locates the values once the stream has ended.
  /// - Parameter fault: set if the headers are not acceptable.
  /// - Returns: false if a length points beyond the end, so that nothing in the stream can be trusted.
  mutating func read(_ fault: inout HTTPError?) -> Bool {
    var (count, headerBytes, seen, position) = (0, 0, 0, 0)
    while position < bytes.count {
      guard let nameLength = Self.length(bytes, &position), let valueLength = Self.length(bytes, &position),
        nameLength <= bytes.count - position, valueLength <= bytes.count - position - nameLength
      else { return false }
      let name = position..<position + nameLength
      position += nameLength + valueLength
      if let known = Self.names.firstIndex(where: { isNamed(name, $0) }) {
        values[known] = name.upperBound..<position
      }
      guard isHeader(name) else { continue }
      count += 1
      headerBytes += nameLength + valueLength
      if let index = Self.singular.firstIndex(where: { isNamed(name, $0) }) {
        if seen & 1 << index != 0 {
          fault = HTTPError(.badRequest, "A header that may appear only once was sent twice.")
        }
        seen |= 1 << index
      }
    }
    if count > Self.maximumHeaderCount || headerBytes > Self.maximumHeaderBytes {
      fault = HTTPError(
        .headersTooLarge,
        "The limit is \(Self.maximumHeaderCount) headers with \(Self.maximumHeaderBytes) bytes in total.")
    }
    return true
  }

  /// The value; nil if it is missing or empty.
  subscript(_ name: Name) -> String? {
    let range = values[name.rawValue]
    return range.isEmpty ? nil : String(decoding: bytes[range], as: UTF8.self)
  }

  private func isHeader(_ name: Range<Int>) -> Bool {
    bytes.withUnsafeBytes { $0[name].starts(with: "HTTP_".utf8) }
  }

  private func isNamed(_ name: Range<Int>, _ text: StaticString) -> Bool {
    guard name.count == text.utf8CodeUnitCount else { return false }
    return bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      return memcmp(base + name.lowerBound, text.utf8Start, name.count) == 0
    }
  }

  /// Reads a length: one byte below 128, or four bytes with the first bit set (§3.4). Nil if the bytes end too early.
  static func length(_ bytes: [UInt8], _ position: inout Int) -> Int? {
    guard position < bytes.count else { return nil }
    let first = Int(bytes[position])
    guard first >= 0x80 else {
      position += 1
      return first
    }
    guard bytes.count - position >= 4 else { return nil }
    defer { position += 4 }
    return (first & 0x7F) << 24 | Int(bytes[position + 1]) << 16 | Int(bytes[position + 2]) << 8
      | Int(bytes[position + 3])
  }
}
