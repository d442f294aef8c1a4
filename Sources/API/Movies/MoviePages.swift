import Domain
import HTTP
import JSON

// Pages of a user's own lists: the watchlist, the dismissals, the ratings.

extension Query {
  /// The parameters of a list that is read newest first: `limit` is 1–500, 50 by default; `cursor` is the
  /// `next_cursor` of the previous page. Throws the faults of all parameters.
  static func page(_ request: Request) throws(HTTPError) -> (limit: Int, before: MovieCursor?) {
    var query = Query(request, allowed: ["limit", "cursor"])
    let limit = Int(query.integer("limit", in: 1...500) ?? 50)
    let before = query.string("cursor") { (text) throws(HTTPError) in
      guard let cursor = MovieCursor(text) else { throw .invalid("cursor", "must be the 'next_cursor' of a page") }
      return cursor
    }
    try query.check()
    return (limit, before)
  }
}

extension Response {
  /// `{name: [entry…], next_cursor}`.
  /// - Parameter write: writes the members of an entry.
  static func page<Entry: MovieEntry>(
    _ name: StaticString, _ page: MoviePage<Entry>, _ catalogue: Catalogue,
    _ write: (Entry, Catalogue, inout JSONWriter) -> Void
  ) -> Response {
    .personal(.ok) { json in
      json.field(name) { json in
        json.array { list in
          // A movie that is not in this worker's catalogue yet is skipped; the catalogue is refreshed every second.
          for entry in page.entries where catalogue.knows(entry.movie) {
            list.object { write(entry, catalogue, &$0) }
          }
        }
      }
      json.field("next_cursor", page.next?.text)
    }
  }
}
