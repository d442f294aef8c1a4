extension DataSource {
  package func readRatings(_ scale: RatingScale = .stars) throws(RatingFileError) -> RatingReader {
    try RatingReader(ratings, layout, scale)
  }

  /// Nil where the source has no file of films.
  package func readMovies() throws(RatingFileError) -> MovieReader? {
    guard let movies else { return nil }
    return try MovieReader(movies, layout, genreFile: genres)
  }

  /// Nil where the source has no file of users.
  package func readUsers() throws(RatingFileError) -> UserReader? {
    guard let users else { return nil }
    return try UserReader(users, layout)
  }
}
