/// Formats other than plain text in UTF-8 or Latin-1, recognised by the first bytes of a file.
package enum ForeignFormat: Sendable, Equatable {
  case gzip, zip, bzip2, xz, zstd, utf16, utf32

  static func recognise(_ beginning: ArraySlice<UInt8>) -> ForeignFormat? {
    for (bytes, format) in signatures where beginning.starts(with: bytes) { return format }
    let zeros = beginning.prefix(8).map { $0 == 0 }
    return unmarked.first { $0.zeros == zeros }?.format
  }

  /// Which of the first bytes are zero in ASCII text without a byte order mark, in either byte order.
  private static let unmarked: [(zeros: [Bool], format: ForeignFormat)] = [
    ([false, true, false, true, false, true, false, true], .utf16),
    ([true, false, true, false, true, false, true, false], .utf16),
    ([false, true, true, true, false, true, true, true], .utf32),
    ([true, true, true, false, true, true, true, false], .utf32),
  ]

  private static let signatures: [(bytes: [UInt8], format: ForeignFormat)] = [
    ([0x1F, 0x8B], .gzip), (Array("PK\u{3}\u{4}".utf8), .zip), (Array("BZh".utf8), .bzip2),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .xz), ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
    // The byte order mark of UTF-32 begins with that of UTF-16, so it is checked first.
    ([0xFF, 0xFE, 0, 0], .utf32), ([0, 0, 0xFE, 0xFF], .utf32), ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
  ]

  /// What a file in this format is.
  package var name: String {
    switch self {
    case .gzip, .bzip2, .xz, .zstd: "compressed (\(self))"
    case .zip: "a zip archive"
    case .utf16: "in UTF-16"
    case .utf32: "in UTF-32"
    }
  }

  package var isEncoding: Bool { self == .utf16 || self == .utf32 }

  /// Names the format and the command that converts the file to plain text.
  func remedy(for file: String) -> String {
    switch self {
    case .gzip: "\(name): decompress it first: gunzip '\(file)'"
    case .zip: "\(name): unpack it first: unzip '\(file)'"
    case .bzip2: "\(name): decompress it first: bunzip2 '\(file)'"
    case .xz: "\(name): decompress it first: unxz '\(file)'"
    case .zstd: "\(name): decompress it first: unzstd '\(file)'"
    case .utf16: "\(name): convert it first: iconv -f UTF-16 -t UTF-8 '\(file)' >'\(file).utf8'"
    case .utf32: "\(name): convert it first: iconv -f UTF-32 -t UTF-8 '\(file)' >'\(file).utf8'"
    }
  }
}
