/// Names that are written wholly in letters of one script and look like names in another: Cyrillic `аррӏе` and `apple`
/// (UTS #39 §4, whole-script confusables; the letters that most fonts draw alike, of confusables.txt).
enum LookAlikes {
  /// Other names that look like `name`; none for most.
  static func of(_ name: String) -> [String] {
    guard let latin = scripts.lazy.compactMap({ translate(name, from: $0, to: Self.latin) }).first else { return [] }
    return scripts.compactMap { translate(latin, from: Self.latin, to: $0) }
      .filter { !$0.unicodeScalars.elementsEqual(name.unicodeScalars) }
  }

  /// Nil where a letter has no place in both, or there is none.
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
  /// In the order of `latin`, with a full stop for a letter that has no twin: Cyrillic, Greek, Armenian, Cherokee.
  private static let scripts: [[Unicode.Scalar]] = [
    latin,
    Array("асԁеһіј.ӏ.орԛ.ѕ.ѵԝху.АВСЕНІЈКМ.ОРЅТХҮ.".unicodeScalars),
    Array(".....ι.κ.ηορ...υν.χγ.ΑΒ.ΕΗΙ.ΚΜΝΟΡ.ΤΧΥΖ".unicodeScalars),
    Array("....հ.յ..ոօ.զ..ս......................".unicodeScalars),
    Array(".....................ᎪᏴᏟᎬᎻ.ᎫᏦᎷ..ᏢᏚᎢ..Ꮓ".unicodeScalars),
  ]
}
