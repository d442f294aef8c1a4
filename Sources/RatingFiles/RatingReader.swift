import Domain

/// Reads ratings one by one, in the order of the file and in bounded memory.
package struct RatingReader: ~Copyable {
  private var table: Table
  private let places: Places
  private let scale: RatingScale
  /// What was in the column of ratings so far.
  package private(set) var numbers = RatingNumbers()

  private struct Places {
    let user: Int
    let movie: Int
    /// Nil if the file has no ratings, and need not have any.
    let rating: Int?
    /// Nil where the file tells no times.
    let time: Int?

    init(_ table: borrowing Table, _ scale: RatingScale) throws(RatingFileError) {
      user = try table.place(of: .user)
      movie = try table.place(of: .movie)
      rating = scale.implied == nil || table.has(.rating) ? try table.place(of: .rating) : nil
      time = table.has(.timestamp) ? try table.place(of: .timestamp) : nil
    }
  }

  init(_ path: String, _ layout: Layout, _ scale: RatingScale) throws(RatingFileError) {
    let table = try Table(path, layout.ratings, order: [.user, .movie, .rating, .timestamp])
    let places = try Places(table, scale)
    self.table = table
    self.places = places
    self.scale = scale
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

  private mutating func row() -> Row<RatingRow> {
    guard let user = FieldValue.integer(table.bytes(places.user)) else { return rejected("user", places.user) }
    guard let movie = FieldValue.integer(table.bytes(places.movie)) else { return rejected("film", places.movie) }
    guard let rating = rating() else { return rejected("rating", places.rating) }
    guard let time = places.time else {
      return .accepted(RatingRow(user: user, movie: movie, rating: rating, at: Timestamp(seconds: 0)))
    }
    guard let at = FieldValue.time(table.bytes(time)) else { return rejected("timestamp", time) }
    return .accepted(RatingRow(user: user, movie: movie, rating: rating, at: at))
  }

  private mutating func rating() -> Rating? {
    guard let place = places.rating else { return scale.implied }
    let bytes = table.bytes(place)
    let rating = scale.rating(bytes)
    // Of most rows the number is known already.
    if let number = scale.best == nil ? rating?.stars ?? RatingScale.number(bytes) : RatingScale.number(bytes) {
      numbers.add(number)
    }
    return rating
  }

  private func rejected(_ what: String, _ place: Int?) -> Row<RatingRow> {
    let field = place.map { table.text($0) } ?? ""
    return .rejected(table.remark(field.isEmpty ? "there is no \(what)" : "'\(field.prefix(40))' is no \(what)"))
  }
}
