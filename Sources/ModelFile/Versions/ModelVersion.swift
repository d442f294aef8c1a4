import System

/// Names for versions of a model.
enum ModelVersion {
  /// For example `20261123T101530Z-1a2b3c4d`: UTC to the second, and the upper half of the checksum.
  /// - Parameter trainedAt: microseconds since 1970, in the years 1970–9999.
  static func name(trainedAt: Int64, checksum: UInt64) -> String {
    let utc = UTCDate(seconds: trainedAt / 1_000_000)
    let date = digits(utc.year, 4) + digits(utc.month, 2) + digits(utc.day, 2)
    let time = digits(utc.hour, 2) + digits(utc.minute, 2) + digits(utc.second, 2)
    let sum = String(checksum >> 32, radix: 16)
    return "\(date)T\(time)Z-\(String(repeating: "0", count: 8 - sum.count))\(sum)"
  }

  /// Whether `text` has the form of a version. Other files in a model directory are left alone.
  static func isName(_ text: some StringProtocol) -> Bool {
    let pattern = "dddddddd*dddddd*-xxxxxxxx".utf8
    guard text.utf8.count == pattern.count else { return false }
    return zip(text.utf8, pattern).allSatisfy { byte, kind in
      switch kind {
      case UInt8(ascii: "d"): (0x30...0x39).contains(byte)
      case UInt8(ascii: "x"): (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
      case UInt8(ascii: "*"): byte == UInt8(ascii: "T") || byte == UInt8(ascii: "Z")
      default: byte == kind
      }
    }
  }

  private static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
