/// The parsing cases of the public JSONTestSuite (Nicolas Seriot, "Parsing JSON is a minefield"), under their names
/// there, and whether each is accepted here.
///
/// Texts whose names begin with `y` must be accepted and those with `n` refused; those with `i` are up to the parser.
package struct JSONText: Sendable, CustomStringConvertible {
  package let name: String
  package let bytes: [UInt8]
  /// Whether our parser accepts the text.
  package let isAccepted: Bool

  package var description: String { name }

  package static let all: [JSONText] = (accepted + refused + undefined).split(separator: "\n").map(JSONText.init)

  /// Valid but refused here, because it is unclear which of the two values is meant.
  private static let duplicateKeys: Set<String> = ["y_object_duplicated_key", "y_object_duplicated_key_and_value"]

  /// Undefined and accepted here: numbers that a double holds, though not exactly.
  private static let roundedNumbers: Set<String> = [
    "i_number_double_huge_neg_exp", "i_number_real_underflow", "i_number_too_big_neg_int", "i_number_too_big_pos_int",
    "i_number_very_big_negative_int",
  ]

  /// - Parameter line: The name, and the text between two bars. `⟨0A FF⟩` stands for bytes, `⟨100000 × [⟩` for
  ///   repeated text.
  private init(_ line: Substring) {
    let bar = line.firstIndex(of: "|") ?? line.endIndex
    name = String(line[..<bar].dropLast())
    bytes = Self.bytes(of: line[bar...].dropFirst().dropLast())
    isAccepted = name.hasPrefix("y") && !Self.duplicateKeys.contains(name) || Self.roundedNumbers.contains(name)
  }

  private static func bytes(of text: Substring) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text
    while let open = rest.firstIndex(of: "⟨"), let close = rest.firstIndex(of: "⟩") {
      bytes += Array(rest[..<open].utf8)
      let inside = rest[rest.index(after: open)..<close]
      if let times = inside.firstIndex(of: "×"), let count = Int(inside[..<times].dropLast()) {
        bytes += Array(String(repeating: String(inside[times...].dropFirst(2)), count: count).utf8)
      } else {
        bytes += inside.split(separator: " ").compactMap { UInt8($0, radix: 16) }
      }
      rest = rest[rest.index(after: close)...]
    }
    return bytes + Array(rest.utf8)
  }
}
