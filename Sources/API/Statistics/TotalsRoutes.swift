import Domain
import HTTP
import JSON

/// `GET /api/stats`: totals, as of `counted_at`.
///
/// 200 `{users, movies, ratings, mean_rating, interactions: {total, view, select, recommend, rate}, counted_at}`.
/// `users` counts everyone, imported or registered. `ratings` counts only a user's current rating of a movie,
/// `interactions.rate` every rating. `mean_rating` is in stars, 0.5–5, `null` without ratings. 503
/// `DATABASE_UNAVAILABLE` before the first count.
@Sendable func totals(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let movies = try services.catalogue.movies.count
  let statistics = try services.countedStatistics()
  return Response(
    body: JSONWriter.object { json in
      json.field("users", statistics.users)
      json.field("movies", movies)
      json.field("ratings", statistics.ratings)
      json.field("mean_rating", statistics.meanRating)
      json.field("interactions") { json in
        json.object { json in
          json.field("total", statistics.interactions.total)
          json.field("view", statistics.interactions[.view])
          json.field("select", statistics.interactions[.select])
          json.field("recommend", statistics.interactions[.recommend])
          json.field("rate", statistics.interactions[.rate])
        }
      }
      json.field("counted_at", statistics.countedAt)
    })
}
