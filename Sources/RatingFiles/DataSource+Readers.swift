import Domain

extension DataSource {
  /// - Parameter now: times more than a day behind it are rejected.
  package func readRatings(_ scale: RatingScale = .stars, at now: Timestamp) throws(RatingFileError) -> RatingReader {
    try RatingReader(ratings, layout, scale, now: now)
  }

  /// Nil if the source has no file of films.
  package func readMovies() throws(RatingFileError) -> MovieReader? {
    guard let movies else { return nil }
    return try MovieReader(movies, layout, genreFile: genres)
  }

  /// Nil if the source has no file of users.
  package func readUsers() throws(RatingFileError) -> UserReader? {
    guard let users else { return nil }
    return try UserReader(users, layout)
  }

  /// Opens every file and looks for a first row that can be taken, so that nothing is begun with a data set of which a
  /// part cannot be read at all. Throws also `nothingToTake`.
  package func check(at now: Timestamp) throws(RatingFileError) {
    if var reader = try readMovies() {
      try Self.findRow(in: reader.path) { () throws(RatingFileError) in try reader.next() }
    }
    if var reader = try readUsers() {
      try Self.findRow(in: reader.path) { () throws(RatingFileError) in try reader.next() }
    }
    var reader = try readRatings(at: now)
    try Self.findRow(in: reader.path) { () throws(RatingFileError) in try reader.next() }
  }

  private static func findRow<Value>(
    in file: String, _ next: () throws(RatingFileError) -> Row<Value>?
  ) throws(RatingFileError) {
    var first: Remark?
    while let row = try next() {
      guard case .rejected(let remark) = row else { return }
      first = first ?? remark
    }
    throw .nothingToTake(file: file, first: first)
  }
}
