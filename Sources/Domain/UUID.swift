/// A universally unique identifier (RFC 9562): 128 bits, of any version.
package struct UUID: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Parses the 36 characters of RFC 9562 §4, with hexadecimal digits in either case; nil for any other text.
  package init?(_ text: String) {
    guard text.utf8.count == 36 else { return nil }
    var (high, low) = (UInt64(0), UInt64(0))
    for (index, character) in text.utf8.enumerated() {
      if Self.isHyphen(index) {
        guard character == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Self.value(ofDigit: character) else { return nil }
      high = high << 4 | low >> 60
      low = low << 4 | digit
    }
    self.init(high: high, low: low)
  }

  /// Nil unless there are 16 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.init(high: Self.number(bytes[..<8]), low: Self.number(bytes[8...]))
  }

  /// Makes a version 4 UUID (RFC 9562 §5.4) from 122 bits of `generator`.
  package init(from generator: inout some RandomNumberGenerator) {
    self.init(
      high: generator.next() & ~0xF000 | 0x4000, low: generator.next() & ~(0b11 << 62) | 0b10 << 62)
  }

  /// Makes a version 8 UUID (RFC 9562 §5.8) from the first 16 bytes of a digest.
  package init(digest: [UInt8]) {
    let (high, low) = (Self.number(digest[..<8]), Self.number(digest[8..<16]))
    self.init(high: high & ~0xF000 | 0x8000, low: low & ~(0b11 << 62) | 0b10 << 62)
  }

  /// A number that looks random, and is always the same for the same UUID.
  package var mixed: UInt64 { mixedBits(high ^ mixedBits(low)) }

  /// 16 bytes in network byte order.
  package var bytes: [UInt8] {
    [high, low].flatMap { half in stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> $0) } }
  }

  /// Whether the text has a hyphen at `index`.
  private static func isHyphen(_ index: Int) -> Bool { index == 8 || index == 13 || index == 18 || index == 23 }

  private static func value(ofDigit character: UInt8) -> UInt64? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(character - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(character - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

extension UUID: CustomStringConvertible {
  /// In lower case, as RFC 9562 §4 requires.
  package var description: String {
    String(unsafeUninitializedCapacity: 36) { text in
      var shift = 64
      for index in 0..<36 {
        if Self.isHyphen(index) {
          text[index] = UInt8(ascii: "-")
          continue
        }
        if shift == 0 { shift = 64 }
        shift -= 4
        let digit = UInt8((index < 18 ? high : low) >> shift & 0xF)
        text[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
      return 36
    }
  }
}
