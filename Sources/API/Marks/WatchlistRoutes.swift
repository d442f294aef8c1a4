import Domain
import HTTP
import JSON

// An entry of the watchlist is `{movie: {id, title, genre, date}, added_at}`: a movie that the user wants to see.
// Rating the movie does not remove it; the answer to the rating offers that.

/// `GET /api/watchlist?limit=&cursor=`: the user's watchlist, newest first. `limit` is 1–500, 50 by default; `cursor`
/// is the `next_cursor` of the previous page.
///
/// 200 `{watchlist, next_cursor}`: `next_cursor` is `null` on the last page.
@Sendable func listWatchlist(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let (limit, before) = try Query.page(request)
  let catalogue = try services.catalogue
  let page = try stored(try services.marks.watchlist(of: session, limit: limit, before: before))
  return .page("watchlist", page, catalogue) { $0.writeMembers($1, to: &$2) }
}

/// `PUT /api/movies/{id}/watchlist`: puts the movie on the user's watchlist. A movie that is already on it keeps its
/// time.
///
/// `{movie, added_at}`, 201 if the movie is new on the list and 200 if it is not; 404 `NOT_FOUND` for an unknown movie;
/// 403 `FORBIDDEN` if the list is full.
@Sendable func addToWatchlist(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Body.expectNone(request)
  let catalogue = try services.catalogue
  let movie = try catalogue.movie(of: request).id
  let added = try stored(try services.marks.addToWatchlist(movie, of: session, at: services.now))
  return .personal(added.isNew ? .created : .ok) { added.mark.writeMembers(catalogue, to: &$0) }
}

/// `DELETE /api/movies/{id}/watchlist`: takes the movie off the user's watchlist. 204, also if it was not on it; 404
/// `NOT_FOUND` for an unknown movie.
@Sendable func removeFromWatchlist(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Body.expectNone(request)
  let movie = try services.catalogue.knownMovie(of: request)
  try stored(try services.marks.removeFromWatchlist(movie, of: session))
  return Response(.noContent)
}

extension WatchlistEntry {
  fileprivate func writeMembers(_ catalogue: Catalogue, to json: inout JSONWriter) {
    json.field("movie") { json in json.object { catalogue.writeMembers(of: movie, to: &$0) } }
    json.field("added_at", addedAt)
  }
}
