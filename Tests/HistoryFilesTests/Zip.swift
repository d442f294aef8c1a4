@testable import HistoryFiles

/// Writes ZIP archives, good and bad ones.
struct Zip {
  struct Member {
    var name: String
    var contents: [UInt8]
    var isDeflated = false
    var flags: UInt16 = 0
    /// Replaces the compressed `contents`.
    var data: [UInt8]?
    var checksum: UInt32?
    /// Whether sizes and checksum follow the data only, as streaming writers do it.
    var descriptor = false

    static func text(_ name: String, _ text: String, isDeflated: Bool = true) -> Member {
      Member(name: name, contents: Array(text.utf8), isDeflated: isDeflated)
    }
  }

  static func archive(_ members: [Member]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let data = member.data ?? (member.isDeflated ? Deflate.literals(member.contents).finished : member.contents)
      let name = Array(member.name.utf8)
      func common(_ isKnown: Bool) -> [UInt8] {
        let checksum = member.checksum ?? Inflate.checksum(member.contents)
        let sizes = [checksum, UInt32(data.count), UInt32(member.contents.count)]
        return short(20) + short(member.flags) + short(member.isDeflated ? 8 : 0) + long(0)
          + sizes.flatMap { long(isKnown ? $0 : 0) } + short(UInt16(name.count)) + short(0)
      }
      directory += long(0x0201_4B50) + short(20) + common(true) + short(0) + short(0) + short(0) + long(0)
      directory += long(UInt32(bytes.count)) + name
      bytes += long(0x0403_4B50) + common(!member.descriptor) + name + data
      if member.descriptor { bytes += long(0x0807_4B50) + common(true)[10..<22] }
    }
    return bytes + directory + end(count: members.count, size: directory.count, offset: bytes.count)
  }

  static func end(count: Int, size: Int, offset: Int) -> [UInt8] {
    long(0x0605_4B50) + short(0) + short(0) + short(UInt16(count)) + short(UInt16(count)) + long(UInt32(size))
      + long(UInt32(offset)) + short(0)
  }

  static func short(_ number: UInt16) -> [UInt8] { [UInt8(number & 0xFF), UInt8(number >> 8)] }
  static func long(_ number: UInt32) -> [UInt8] { short(UInt16(number & 0xFFFF)) + short(UInt16(number >> 16)) }
}

/// Writes DEFLATE with the fixed codes of RFC 1951 §3.2.6: literals, and repeats of the last byte.
struct Deflate {
  private var bytes: [UInt8] = []
  private var used = 0

  static func literals(_ contents: [UInt8]) -> Deflate {
    var deflate = Deflate()
    contents.forEach { deflate.literal($0) }
    return deflate
  }

  private init() {
    append(1, bits: 1)
    append(1, bits: 2)
  }

  mutating func literal(_ byte: UInt8) {
    if byte < 144 { code(0x30 + Int(byte), bits: 8) } else { code(0x190 + Int(byte) - 144, bits: 9) }
  }

  /// 258 times the last byte.
  mutating func repeatLast() {
    code(0b1100_0101, bits: 8)
    code(0, bits: 5)
  }

  var finished: [UInt8] {
    var whole = self
    whole.code(0, bits: 7)
    return whole.bytes
  }

  /// Codes begin with their highest bit, unlike numbers.
  private mutating func code(_ code: Int, bits: Int) {
    for bit in (0..<bits).reversed() { append(code >> bit & 1, bits: 1) }
  }

  private mutating func append(_ number: Int, bits: Int) {
    for bit in 0..<bits {
      if used % 8 == 0 { bytes.append(0) }
      bytes[used / 8] |= UInt8(number >> bit & 1) << UInt8(used % 8)
      used += 1
    }
  }
}
