import Domain
import HTTP
import JSON

// A dismissal is `{movie: {id, title, genre, date}, reason, dismissed_at}`: a movie that is never recommended to the
// user until the dismissal is taken back. Searching still finds it, and the history and ratings keep it. With the
// reason `not_interested` it also counts as a dislike, unless the user has rated it well; `seen` says nothing about
// taste.

/// `GET /api/dismissals?limit=&cursor=`: what the user has dismissed, newest first. `limit` is 1–500, 50 by default;
/// `cursor` is the `next_cursor` of the previous page.
///
/// 200 `{dismissals, next_cursor}`: `next_cursor` is `null` on the last page.
@Sendable func listDismissals(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let (limit, before) = try Query.page(request)
  let catalogue = try services.catalogue
  let page = try stored(try services.marks.dismissals(of: session, limit: limit, before: before))
  return .page("dismissals", page, catalogue) { $0.writeMembers($1, to: &$2) }
}

/// `PUT /api/movies/{id}/dismissal`, body `{reason}`, `not_interested` or `seen`: from now on the movie is not
/// recommended to the user. A movie that is already dismissed keeps its time and takes the new reason.
///
/// `{movie, reason, dismissed_at}`, 201 if the movie was not dismissed and 200 if it was; 404 `NOT_FOUND` for an
/// unknown movie; 403 `FORBIDDEN` if too many are dismissed.
@Sendable func dismissMovie(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let catalogue = try services.catalogue
  let movie = try catalogue.movie(of: request).id
  var body = try Body(request, allowed: ["reason"])
  let reason: Dismissal.Reason? = body.choice("reason")
  if body["reason"] == nil { body.refuse(.missing("reason")) }
  let checked = try body.checked(reason)
  let dismissed = try stored(try services.marks.dismiss(movie, checked, of: session, at: services.now))
  return .personal(dismissed.isNew ? .created : .ok) { dismissed.mark.writeMembers(catalogue, to: &$0) }
}

/// `DELETE /api/movies/{id}/dismissal`: the movie may be recommended again. 204, also if it was not dismissed; 404
/// `NOT_FOUND` for an unknown movie.
@Sendable func takeBackDismissal(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Body.expectNone(request)
  let movie = try services.catalogue.knownMovie(of: request)
  try stored(try services.marks.takeBackDismissal(of: movie, of: session))
  return Response(.noContent)
}

extension Dismissal {
  fileprivate func writeMembers(_ catalogue: Catalogue, to json: inout JSONWriter) {
    json.field("movie") { json in json.object { catalogue.writeMembers(of: movie, to: &$0) } }
    json.field("reason", reason.rawValue)
    json.field("dismissed_at", dismissedAt)
  }
}
