import Domain

/// Reads ratings one by one, in the order of the file and in bounded memory.
package struct RatingReader: ~Copyable {
  private var table: Table
  private let places: Places

  private struct Places {
    let user: Int
    let movie: Int
    let rating: Int
    /// Nil where the file tells no times.
    let time: Int?

    init(_ table: borrowing Table) throws(RatingFileError) {
      user = try table.place(of: .user)
      movie = try table.place(of: .movie)
      rating = try table.place(of: .rating)
      time = table.has(.timestamp) ? try table.place(of: .timestamp) : nil
    }
  }

  init(_ path: String, _ layout: Layout) throws(RatingFileError) {
    let table = try Table(path, layout.ratings, order: [.user, .movie, .rating, .timestamp])
    let places = try Places(table)
    self.table = table
    self.places = places
  }

  /// How much of the file is behind, 0–1.
  package var share: Double { table.share }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> Row<RatingRow>? {
    switch try table.next() {
    case nil: nil
    case .malformed(let reason): .rejected(table.remark(reason))
    case .fields: row()
    }
  }

  private func row() -> Row<RatingRow> {
    guard let user = FieldValue.integer(table.bytes(places.user)) else { return rejected("user", places.user) }
    guard let movie = FieldValue.integer(table.bytes(places.movie)) else { return rejected("film", places.movie) }
    guard let rating = FieldValue.rating(table.bytes(places.rating)) else { return rejected("rating", places.rating) }
    guard let time = places.time else {
      return .accepted(RatingRow(user: user, movie: movie, rating: rating, at: Timestamp(seconds: 0)))
    }
    guard let at = FieldValue.time(table.bytes(time)) else { return rejected("timestamp", time) }
    return .accepted(RatingRow(user: user, movie: movie, rating: rating, at: at))
  }

  private func rejected(_ what: String, _ place: Int) -> Row<RatingRow> {
    let field = table.text(place)
    return .rejected(table.remark(field.isEmpty ? "there is no \(what)" : "'\(field.prefix(40))' is no \(what)"))
  }
}
