/// Tells text in Windows-1252 from text in another legacy encoding.
///
/// In Western European languages, letters beyond ASCII appear among plain ones. A word that consists of nothing else is
/// from another alphabet: `Брат` in Windows-1251 would be read as `Áðàò`. Words of two such letters, or of one
/// letter repeated, do occur: `öö` is Estonian.
package enum ForeignLetters {
  /// Whether a text that is not UTF-8 has a word of at least three letters beyond ASCII, three of them different, and
  /// no others.
  package static func areIn(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.contains(where: isForeign), String(validating: bytes, as: UTF8.self) == nil else { return false }
    let words = bytes.split { $0 < 0x80 && !isPlain($0) }
    return words.contains { word in !word.contains(where: isPlain) && Set(word.filter(isForeign)).count >= 3 }
  }

  /// A letter in Windows-1252, apart from `×` and `÷`, and in the Cyrillic, Greek, Hebrew and Chinese encodings.
  private static func isForeign(_ byte: UInt8) -> Bool { byte >= 0xC0 }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
  }
}
