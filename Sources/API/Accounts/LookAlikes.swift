/// Names that look like others. Some are written in one script and look like names in another: Cyrillic `аррӏе`
/// and `apple` (whole-script confusables, UTS #39 §4; the letters of confusables.txt that most fonts draw alike). Some
/// have a different hyphen or apostrophe, or several spaces in a row, which a page shows as one.
///
/// `Anna Marie`, `Anna-Marie` and `Annamarie` can be told apart. The contract makes names unique ignoring only case and
/// accents.
enum LookAlikes {
  /// Other names that look like `name`; most names have none.
  static func of(_ name: String) -> [String] {
    var seen: Set<[Unicode.Scalar]> = [Array(name.unicodeScalars)]
    return ([name] + inOtherScripts(name)).flatMap(inOtherSigns).filter {
      seen.insert(Array($0.unicodeScalars)).inserted
    }
  }

  /// The name with single spaces, and with each choice of one character for all its hyphens and one for all its
  /// apostrophes.
  private static func inOtherSigns(_ name: String) -> [String] {
    let single = name.split(separator: " ").joined(separator: " ")
    return [name]
      + signs.reduce([single]) { names, alike in
        names.flatMap { name in
          name.unicodeScalars.contains(where: alike.contains)
            ? alike.map { replacing(alike, in: name, by: $0) } : [name]
        }
      }
  }

  private static func replacing(_ alike: [Unicode.Scalar], in name: String, by sign: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    for scalar in name.unicodeScalars { result.append(alike.contains(scalar) ? sign : scalar) }
    return String(result)
  }

  /// Hyphens and apostrophes (confusables.txt), the ASCII character first.
  private static let signs: [[Unicode.Scalar]] = [
    ["-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2212}", "\u{2D7}", "\u{FE63}"],
    ["'", "\u{2018}", "\u{2019}", "\u{2BC}", "\u{2BB}", "\u{2B9}", "\u{2032}", "\u{B4}", "`", "\u{FF07}"],
  ]

  private static func inOtherScripts(_ name: String) -> [String] {
    guard let latin = scripts.lazy.compactMap({ translate(name, from: $0, to: Self.latin) }).first else { return [] }
    return scripts.compactMap { translate(latin, from: Self.latin, to: $0) }
  }

  /// Nil if a letter has no counterpart, or if the name has no letters.
  private static func translate(_ name: String, from: [Unicode.Scalar], to: [Unicode.Scalar]) -> String? {
    var result = String.UnicodeScalarView()
    var hasLetters = false
    for scalar in name.unicodeScalars {
      guard Script(scalar) != nil else {
        result.append(scalar)
        continue
      }
      guard let place = from.firstIndex(of: scalar), from[place] != none, to[place] != none else { return nil }
      result.append(to[place])
      hasLetters = true
    }
    return hasLetters ? String(result) : nil
  }

  private static let none: Unicode.Scalar = "."
  private static let latin = Array("acdehijklnopqrsuvwxyzABCEHIJKMNOPSTXYZ".unicodeScalars)
  /// Latin, Cyrillic, Greek, Armenian and Cherokee letters, in the order of `latin`, with a full stop for a letter that
  /// has no look-alike.
  private static let scripts: [[Unicode.Scalar]] = [
    latin,
    Array("асԁеһіј.ӏ.орԛ.ѕ.ѵԝху.АВСЕНІЈКМ.ОРЅТХҮ.".unicodeScalars),
    Array(".....ι.κ.ηορ...υν.χγ.ΑΒ.ΕΗΙ.ΚΜΝΟΡ.ΤΧΥΖ".unicodeScalars),
    Array("....հ.յ..ոօ.զ..ս......................".unicodeScalars),
    Array(".....................ᎪᏴᏟᎬᎻ.ᎫᏦᎷ..ᏢᏚᎢ..Ꮓ".unicodeScalars),
  ]
}
