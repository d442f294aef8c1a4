/// The numbers of a movie in other catalogues; nil if unknown.
package struct ExternalIDs: Hashable, Sendable {
  /// IMDb's number: `tt0114709` without the letters and the leading zeros.
  package let imdb: Int?
  /// TMDb's number. Series have numbers of their own there, which may be equal to those of movies.
  package let tmdb: Int?

  package static let none = ExternalIDs(imdb: nil, tmdb: nil)

  /// Numbers outside 1–4,294,967,295 count as unknown: sources write 0 for none.
  package init(imdb: Int?, tmdb: Int?) {
    self.imdb = imdb.flatMap { Self.numbers.contains($0) ? $0 : nil }
    self.tmdb = tmdb.flatMap { Self.numbers.contains($0) ? $0 : nil }
  }

  private static let numbers = 1...Int(UInt32.max)

  /// Parses `tt0114709`, or `0114709` as MovieLens writes it; nil for any other text.
  package static func imdb(_ text: some StringProtocol) -> Int? {
    let digits = text.hasPrefix("tt") ? text.dropFirst(2) : text[...]
    guard (1...10).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(digits)
  }

  /// As IMDb writes it, with at least seven digits: `tt0114709`.
  package var imdbText: String? { imdb.map { "tt" + padded($0, 7) } }

  /// Whether the two have different numbers in the same catalogue.
  package func contradicts(_ other: ExternalIDs) -> Bool {
    func differ(_ left: Int?, _ right: Int?) -> Bool { left != nil && right != nil && left != right }
    return differ(imdb, other.imdb) || differ(tmdb, other.tmdb)
  }
}
