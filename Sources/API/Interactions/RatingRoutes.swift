import Domain
import HTTP
import JSON

// A rating is `{movie: {id, title, genre, date}, rating, rated_at}`: the user's current rating of the movie.

/// `GET /api/ratings?limit=&cursor=`: the user's current ratings, newest first. `limit` is 1–500, 50 by default;
/// `cursor` is the `next_cursor` of the previous page.
///
/// 200 `{ratings, next_cursor}`: `next_cursor` is `null` on the last page.
@Sendable func listRatings(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let (limit, before) = try Query.page(request)
  let catalogue = try services.catalogue
  let page = try stored(try services.ratings.ratings(of: session, limit: limit, before: before))
  return .page("ratings", page, catalogue) { $0.writeMembers($1, to: &$2) }
}

/// `PUT /api/movies/{id}/rating`, body `{rating}`, 1–5: adds a `rate` interaction to the history, which becomes the
/// user's current rating of the movie.
///
/// `{movie, rating, rated_at, on_watchlist?}`, 201 for a first rating and 200 for a later one; `on_watchlist` is true
/// if the movie is on the user's watchlist, so that a client can offer to remove it, and absent otherwise. 404
/// `NOT_FOUND` for an unknown movie.
@Sendable func rateMovie(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let catalogue = try services.catalogue
  let movie = try catalogue.movie(of: request).id
  let now = services.now
  let rating = CurrentRating(movie: movie, rating: try InteractionFields.requiredRating(request), ratedAt: now)
  let outcome = try stored(try services.ratings.rate(movie, rating.rating, of: session, at: now))
  return .personal(outcome.isFirst ? .created : .ok) { json in
    rating.writeMembers(catalogue, to: &json)
    if outcome.isOnWatchlist { json.field("on_watchlist", true) }
  }
}

/// `DELETE /api/movies/{id}/rating`: removes all of the user's `rate` interactions with the movie and keeps the others.
/// 204; 404 `NOT_FOUND` if the user has not rated the movie.
@Sendable func removeRating(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Body.expectNone(request)
  let noSuchRating = HTTPError(.notFound, "You have not rated this movie.")
  guard let movie = request.idInPath else { throw noSuchRating }
  let isRemoved = try stored(try services.ratings.removeRating(of: movie, by: session))
  guard isRemoved else { throw noSuchRating }
  return Response(.noContent)
}

extension CurrentRating {
  fileprivate func writeMembers(_ catalogue: Catalogue, to json: inout JSONWriter) {
    json.field("movie") { json in json.object { catalogue.writeMembers(of: movie, to: &$0) } }
    json.field("rating", rating.stars)
    json.field("rated_at", ratedAt)
  }
}
