import Domain
import HTTP
import JSON

/// `GET /api/movies/starters?top_k=`: movies for a new user to rate first. They are well known, and opinions of them
/// differ, so that each rating says much about taste: ordered by log2(number of ratings) × entropy of the ratings,
/// "log pop·ent" in Rashid et al., "Getting to know you" (IUI 2002). `top_k` is 1–50, 10 by default. With a token,
/// movies that the user has rated, picked or dismissed are left out.
///
/// 200 `{result: [{id, title, genre, date}], count}`. 503 `DATABASE_UNAVAILABLE` before the first count.
@Sendable func starterMovies(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let viewer = try services.viewer(of: request)
  var query = Query(request, allowed: ["top_k"])
  let count = Int(query.integer("top_k", in: 1...50) ?? 10)
  try query.check()
  let catalogue = try services.catalogue
  let statistics = try services.countedStatistics()
  var known: Set<MovieID> = []
  if case .user(let user) = viewer {
    let taste = try stored(try services.recommendations.taste(of: user.id))
    known = taste.seen.union(taste.dismissed)
  }
  let shown = Array(statistics.starters.lazy.filter { catalogue.contains($0) && !known.contains($0) }.prefix(count))
  return Response(
    headers: request.personalHeaders,
    body: JSONWriter.object(capacity: 2_048) { json in
      catalogue.writeResult(shown, to: &json)
      json.field("count", shown.count)
    })
}
