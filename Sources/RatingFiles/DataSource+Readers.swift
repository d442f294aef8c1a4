import Domain

extension DataSource {
  /// - Parameter now: times more than a day after it are rejected.
  package func readRatings(_ scale: RatingScale = .stars, at now: Timestamp) throws(RatingFileError) -> RatingReader {
    try RatingReader(ratings, layout, scale, now: now)
  }

  /// Nil if the source has no movie file.
  package func readMovies() throws(RatingFileError) -> MovieReader? {
    guard let movies else { return nil }
    return try MovieReader(movies, layout, genreFile: genres)
  }

  /// Nil if the source has no user file.
  package func readUsers() throws(RatingFileError) -> UserReader? {
    guard let users else { return nil }
    return try UserReader(users, layout)
  }

  /// Nil if the source has no file of links.
  package func readLinks() throws(RatingFileError) -> LinkReader? {
    guard let links else { return nil }
    return try LinkReader(links, layout)
  }

  /// Checks that every file has at least one valid row, and reads all ratings, so that no import or training starts
  /// with a data set that cannot be read completely or would be misread. Also throws `nothingToTake`.
  /// - Returns: how many ratings would be accepted, and why others would be rejected.
  @discardableResult
  package func check(_ scale: RatingScale = .stars, at now: Timestamp) throws(RatingFileError) -> Intake {
    if var reader = try readMovies() {
      try Self.findRow(in: reader.path) { () throws(RatingFileError) in try reader.next() }
    }
    if var reader = try readUsers() {
      try Self.findRow(in: reader.path) { () throws(RatingFileError) in try reader.next() }
    }
    if var reader = try readLinks() {
      try Self.findRow(in: reader.path) { () throws(RatingFileError) in try reader.next() }
    }
    var reader = try readRatings(scale, at: now)
    var intake = Intake()
    var first: Remark?
    while let row = try reader.next() {
      if case .rejected(let remark) = row {
        first = first ?? remark
        intake.reject(remark.reason, example: remark.withRow)
      } else {
        intake.accept()
      }
    }
    let numbers = reader.numbers
    if scale.best == nil { intake.notice(ratings: numbers.range, outside: numbers.outside, between: numbers.between) }
    guard intake.rejected < intake.rows || intake.scaleFault(.importing) != nil else {
      throw .nothingToTake(file: ratings, first: first)
    }
    return intake
  }

  private static func findRow<Value>(
    in file: String, _ next: () throws(RatingFileError) -> ParsedRow<Value>?
  ) throws(RatingFileError) {
    var first: Remark?
    while let row = try next() {
      guard case .rejected(let remark) = row else { return }
      first = first ?? remark
    }
    throw .nothingToTake(file: file, first: first)
  }
}
