import CLinux
import Glibc

/// A record that concerns a connection and no request: its request id is 0 (FastCGI 1.0, §4). libfcgi waits for more
/// after FCGI_GET_VALUES, so these are answered before it sees them.
struct ManagementRecord {
  static let headerSize = 8

  private let type: UInt8
  private let content: [UInt8]

  /// - Parameter header: the first eight bytes of a record.
  static func isOne(_ header: [UInt8]) -> Bool { header[0] == version && header[2] == 0 && header[3] == 0 }

  /// Takes the next record from a connection at which `readiness` has seen one; nil if it does not come whole.
  init?(from connection: Int32) {
    guard let header = Self.read(Self.headerSize, from: connection),
      let content = Self.read(Int(header[4]) << 8 | Int(header[5]), from: connection),
      Self.read(Int(header[6]), from: connection) != nil
    else { return nil }
    type = header[1]
    self.content = content
  }

  init(type: UInt8, content: [UInt8]) {
    self.type = type
    self.content = content
  }

  /// The whole record that answers it.
  /// - Parameter capacity: requests that the pool handles at once.
  func answer(capacity: Int) -> [UInt8] {
    guard type == Self.getValues else { return Self.record(Self.unknownType, [type, 0, 0, 0, 0, 0, 0, 0]) }
    let values = ["FCGI_MAX_CONNS": "\(capacity)", "FCGI_MAX_REQS": "\(capacity)", "FCGI_MPXS_CONNS": "0"]
    let known = names.compactMap { name in values[name].map { (name, $0) } }
    // Names and values are shorter than 128 bytes: a byte for each length (§3.4).
    let pairs = known.flatMap { name, value in
      [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array(name.utf8) + Array(value.utf8)
    }
    return Self.record(Self.getValuesResult, pairs)
  }

  /// What is asked for, each once, as far as it is written as it should be.
  private var names: [String] {
    var (rest, names): (ArraySlice<UInt8>, [String]) = (content[...], [])
    while let nameLength = Self.length(&rest), let valueLength = Self.length(&rest),
      nameLength <= rest.count, valueLength <= rest.count - nameLength
    {
      let name = String(decoding: rest.prefix(nameLength), as: UTF8.self)
      if !names.contains(name), names.count < 3 { names.append(name) }
      rest = rest.dropFirst(nameLength + valueLength)
    }
    return names
  }

  private static func length(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    let size = first < 0x80 ? 1 : 4
    guard bytes.count >= size else { return nil }
    defer { bytes = bytes.dropFirst(size) }
    return bytes.prefix(size).reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
  }

  private static let version: UInt8 = 1
  private static let getValues: UInt8 = 9
  private static let getValuesResult: UInt8 = 10
  private static let unknownType: UInt8 = 11

  private static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
    [version, type, 0, 0, UInt8(content.count >> 8), UInt8(content.count & 0xFF), 0, 0] + content
  }

  /// Nil if fewer come within the connection's time limit.
  private static func read(_ count: Int, from connection: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return count == 0 || recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
  }
}
