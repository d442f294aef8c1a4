import Domain
import MariaDB

extension Exploration {
  /// The movies of each place separated by spaces, places by commas.
  var blocksText: String { blocks.map(\.spaced).joined(separator: ",") }

  /// Four columns: explored, blocks, context, dislikes. Nil if no places were drawn.
  init?(_ row: borrowing Row, from first: Int) throws(ImpossibleValue) {
    guard let probability = try row.optionalDouble(first) else { return nil }
    guard Self.probabilities.contains(probability) else { throw row.impossible(first, "\(probability)") }
    let blocks = try row.text(first + 1).split(separator: ",").map { Self.movies($0) }
    guard blocks.allSatisfy({ !$0.isEmpty }) else { throw row.impossible(first + 1, "a place without a movie") }
    self.init(
      probability: probability, blocks: blocks, context: Self.movies(try row.text(first + 2)),
      dislikes: Self.movies(try row.text(first + 3)))
  }

  private static func movies(_ text: some StringProtocol) -> [MovieID] {
    text.split(separator: " ").compactMap { MovieID($0) }
  }
}

extension [MovieID] {
  /// Separated by spaces.
  var spaced: String { map(String.init).joined(separator: " ") }
}
