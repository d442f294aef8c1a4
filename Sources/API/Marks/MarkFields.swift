import Domain
import HTTP

extension Query {
  /// The parameters of a list that is read newest first: `limit` is 1–500, 50 by default; `cursor` is the `next_cursor`
  /// of the previous page. Throws the faults of all parameters.
  static func page(_ request: Request) throws(HTTPError) -> (limit: Int, before: MovieCursor?) {
    var query = Query(request, allowed: ["limit", "cursor"])
    let limit = Int(query.integer("limit", in: 1...500) ?? 50)
    let before = query.string("cursor", MovieCursor.init(field:))
    try query.check()
    return (limit, before)
  }
}

extension MovieCursor {
  /// Microseconds since 1970 and the movie's id: `1795428930000000.-5`.
  var text: String { "\(time.microseconds).\(movie)" }

  fileprivate init(field text: String) throws(HTTPError) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let microseconds = Int64(parts[0]), let time = Timestamp(checking: microseconds),
      let movie = MovieID(parts[1])
    else { throw .invalid("cursor", "must be the 'next_cursor' of a page") }
    self.init(time: time, movie: movie)
  }
}

extension Catalogue {
  /// The id of the path's movie, which may be hidden, so that a mark can be removed. Throws `NOT_FOUND`.
  func knownMovie(of request: Request) throws(HTTPError) -> MovieID {
    guard let movie = request.idInPath, knows(movie) else {
      throw HTTPError(.notFound, "There is no such movie.")
    }
    return movie
  }
}
