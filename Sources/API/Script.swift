/// The script of a letter. Names must not mix scripts, because some letters of different scripts look alike: `аnna`
/// with a Cyrillic `а` and `anna`. The rule is the "Highly Restrictive" profile of UTS #39, §5.2: one script. Those
/// used to write Chinese, Japanese and Korean count as one, which may be combined with Latin.
///
/// Scripts are told apart by the ranges of the table. Outside of these ranges, each aligned group of 128 code points
/// (4,096 beyond U+FFFF) counts as a script of its own.
enum Script: Hashable, CustomStringConvertible {
  case named(String)
  case ofBlock(UInt32)

  /// Two scripts that must not be combined; nil if the text has none. Marks, digits and symbols go with every script.
  static func mix(_ scalars: some Sequence<Unicode.Scalar>) -> (Script, Script)? {
    var first: Script?
    for case let script? in scalars.lazy.map(Script.init) {
      guard let before = first else {
        first = script
        continue
      }
      guard script != before else { continue }
      // Latin and East Asian letters may be combined. From here on, letters are compared with East Asian.
      guard [before, script].allSatisfy({ $0 == latin || $0 == eastAsian }) else { return (before, script) }
      first = eastAsian
    }
    return nil
  }

  var description: String {
    switch self {
    case .named(let name): name
    case .ofBlock: "other"
    }
  }

  /// Nil if `scalar` is not a letter, or is one that belongs to no particular script.
  init?(_ scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter: break
    default: return nil
    }
    let value = scalar.value
    // Letterlike and mathematical symbols, and the micro sign.
    if (0x2100...0x214F).contains(value) || (0x1D400...0x1D7FF).contains(value) || value == 0xB5 { return nil }
    if let known = Self.ranges.first(where: { $0.range.contains(value) }) {
      self = .named(known.script)
    } else {
      self = .ofBlock(value < 0x10000 ? value >> 7 : value >> 12)
    }
  }

  private static let latin = Script.named("Latin")
  private static let eastAsian = Script.named("East Asian")

  /// Unicode 16, Scripts.txt and Blocks.txt.
  private static let ranges: [(range: ClosedRange<UInt32>, script: String)] = [
    (0x41...0x24F, "Latin"), (0x250...0x2AF, "Latin"), (0x1D00...0x1D25, "Latin"), (0x1D6B...0x1D77, "Latin"),
    (0x1D79...0x1D9A, "Latin"), (0x1E00...0x1EFF, "Latin"), (0x2C60...0x2C7F, "Latin"), (0xA722...0xA7FF, "Latin"),
    (0xAB30...0xAB64, "Latin"), (0xFB00...0xFB06, "Latin"), (0xFF21...0xFF5A, "Latin"),
    (0x3E2...0x3EF, "Coptic"), (0x2C80...0x2CFF, "Coptic"),
    (0x370...0x3FF, "Greek"), (0x1D26...0x1D2A, "Greek"), (0x1F00...0x1FFF, "Greek"), (0xAB65...0xAB65, "Greek"),
    (0x400...0x52F, "Cyrillic"), (0x1C80...0x1C8F, "Cyrillic"), (0x1D2B...0x1D2B, "Cyrillic"),
    (0xA640...0xA69F, "Cyrillic"),
    (0x530...0x58F, "Armenian"), (0xFB13...0xFB17, "Armenian"),
    (0x590...0x5FF, "Hebrew"), (0xFB1D...0xFB4F, "Hebrew"),
    (0x600...0x6FF, "Arabic"), (0x750...0x77F, "Arabic"), (0x870...0x8FF, "Arabic"), (0xFB50...0xFDFF, "Arabic"),
    (0xFE70...0xFEFC, "Arabic"),
    (0xF00...0xFFF, "Tibetan"), (0x1000...0x109F, "Myanmar"), (0xA9E0...0xA9FF, "Myanmar"),
    (0xAA60...0xAA7F, "Myanmar"),
    (0x10A0...0x10FF, "Georgian"), (0x1C90...0x1CBF, "Georgian"), (0x2D00...0x2D2F, "Georgian"),
    (0x1200...0x139F, "Ethiopic"), (0x2D80...0x2DDF, "Ethiopic"), (0xAB00...0xAB2F, "Ethiopic"),
    (0x13A0...0x13FF, "Cherokee"), (0xAB70...0xABBF, "Cherokee"),
    (0x1400...0x167F, "Canadian"), (0x18B0...0x18FF, "Canadian"), (0x1800...0x18AF, "Mongolian"),
    (0xA000...0xA4CF, "Yi"), (0xA500...0xA63F, "Vai"),
    (0x1100...0x11FF, "East Asian"), (0x2E80...0x2FDF, "East Asian"), (0x3005...0x318F, "East Asian"),
    (0x31A0...0x31FF, "East Asian"), (0x3400...0x9FFF, "East Asian"), (0xA960...0xA97F, "East Asian"),
    (0xAC00...0xD7FF, "East Asian"), (0xF900...0xFAFF, "East Asian"), (0xFF66...0xFFDC, "East Asian"),
    (0x1B000...0x1B16F, "East Asian"), (0x20000...0x3FFFF, "East Asian"),
  ]
}
