import Domain
import Testing

struct VisibleTextTests {
  @Test(arguments: ["a", "É", "ß", "7", "½", "漢", "\u{301}", "-", "…", "€", "🎬", " "] as [Unicode.Scalar])
  func `characters that can be seen and the space are visible`(scalar: Unicode.Scalar) { #expect(scalar.isVisible) }

  @Test(
    arguments: [
      "\0", "\t", "\n", "\u{7F}", "\u{85}", "\u{A0}", "\u{AD}", "\u{34F}", "\u{200B}", "\u{200E}", "\u{202E}",
      "\u{2028}", "\u{2066}", "\u{2800}", "\u{3000}", "\u{3164}", "\u{E000}", "\u{FE0F}", "\u{FEFF}", "\u{E0041}",
    ] as [Unicode.Scalar])
  func `characters that cannot be seen, end a line or reorder text are not visible`(scalar: Unicode.Scalar) {
    #expect(!scalar.isVisible)
  }

  @Test func `equivalent texts have the same composed form`() {
    #expect(Array("cafe\u{301}".nfc.unicodeScalars) == Array("caf\u{E9}".unicodeScalars))
    #expect(Array("\u{1112}\u{1161}\u{11AB}".nfc.unicodeScalars) == ["\u{D55C}"])
  }

  @Test func `a code point is written as in the Unicode standard`() {
    #expect(("\t" as Unicode.Scalar).codePoint == "U+0009")
    #expect(("🎬" as Unicode.Scalar).codePoint == "U+1F3AC")
  }
}
