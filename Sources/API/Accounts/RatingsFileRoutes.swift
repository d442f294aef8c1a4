import Domain
import HTTP
import Logging

/// `GET /api/auth/user/ratings.csv?after=`: the user's current ratings in the layout that Letterboxd imports, by movie
/// id.
///
/// Letterboxd takes at most 1 MB at a time, so an answer has less. If ratings are left, a `Link` header with
/// `rel="next"` has the address of the next part, which starts after the movie `after`.
@Sendable func ratingsFile(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  var query = Query(request, allowed: ["after"])
  var last = query.integer("after", in: .min ... .max)
  try query.check()
  let catalogue = try services.catalogue
  try services.check(session)
  var file = RatingsFile()
  let log = services.application.log
  repeat {
    let page = try stored(
      try services.ratings.ratings(of: session.user, after: last, limit: 500) { fault in
        log.error(
          "a ratings file leaves out an impossible row",
          metadata: ["request_id": "\(request.id)", "cause": "\(fault)"])
      })
    for rating in page.ratings {
      // A movie that is not in this worker's catalogue yet is skipped; the catalogue is refreshed every second.
      guard let movie = catalogue.known(rating.movie) else { continue }
      guard file.add(movie, rating) else { return file.response(next: last) }
      last = rating.movie
    }
    last = page.last
  } while last != nil
  return file.response(next: nil)
}

/// A table of ratings as CSV (RFC 4180).
private struct RatingsFile {
  private static let header = "tmdbID,imdbID,Title,Year,Rating,WatchedDate\r\n"
  private static let maximumBytes = 1_000_000

  private var text = Array(Self.header.utf8)

  /// - Returns: false if there is no room for the row.
  mutating func add(_ movie: Movie, _ rating: CurrentRating) -> Bool {
    let row = [
      movie.externalIDs.tmdb.map { "\($0)" } ?? "", movie.externalIDs.imdbText ?? "", Self.quoted(movie.displayTitle),
      movie.year.map { "\($0)" } ?? "", decimal(rating.rating.stars), String(rating.ratedAt.rfc3339.prefix(10)),
    ].joined(separator: ",")
    guard text.count + row.utf8.count + 2 <= Self.maximumBytes else { return false }
    text += Array(row.utf8) + [0x0D, 0x0A]
    return true
  }

  /// - Parameter next: the movie after which the next part starts; nil if this is the last.
  func response(next: MovieID?) -> Response {
    var headers = [
      (name: "Cache-Control", value: "no-store"),
      (name: "Content-Disposition", value: "attachment; filename=\"marquee-ratings.csv\""),
    ]
    if let next { headers.append((name: "Link", value: "</api/auth/user/ratings.csv?after=\(next)>; rel=\"next\"")) }
    return Response(headers: headers, contentType: "text/csv; charset=utf-8", body: text)
  }

  private static func quoted(_ text: String) -> String {
    // By scalars: a mark after a quote or comma is one `Character` with it.
    let scalars = text.unicodeScalars
    guard scalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return text }
    let doubled = scalars.flatMap { $0 == "\"" ? ["\"", "\""] : [$0] }
    return "\"\(String(String.UnicodeScalarView(doubled)))\""
  }
}
