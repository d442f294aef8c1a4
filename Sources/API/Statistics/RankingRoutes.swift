import Domain
import HTTP
import JSON

/// `GET /api/trending?window=&top_k=&include=`: movies by the number of users who viewed, selected or rated them within
/// the last `day`, `week` (the default) or `month` (30 days), highest first, ties by ascending id. Recommendations do
/// not count, and a user counts once for each movie. At most a minute old; a large history is counted less often. With
/// a token, movies that the user has dismissed are left out, here and in `/api/popular`.
///
/// 200 `{result: [{id, title, genre, date, score}], count, window, source, counted_at}`: `score` is the number of
/// users; `source` is `trending`, or `popular` if the window is empty, with the scores of `/api/popular`. `top_k` is
/// 1–100, 10 by default. 503 `DATABASE_UNAVAILABLE` before the first count.
@Sendable func trendingMovies(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  var query = Query(request, allowed: ["window", "top_k", "include"])
  let window = query.choice("window") ?? RecentWindow.week
  let ratings = ShownRatings(&query, services)
  let count = try query.rankingLength()
  let dismissed = try services.dismissed(by: request).movies
  let statistics = try services.countedStatistics()
  let trending = statistics.trending(window)
  let isTrending = !trending.isEmpty
  return try ranking(
    isTrending ? trending : statistics.popular, count, ratings, without: dismissed, statistics, request, services
  ) { json in
    json.field("window", window.rawValue)
    json.field("source", isTrending ? "trending" : "popular")
  }
}

/// `GET /api/popular?top_k=&include=`: movies by the number of users who have ever viewed, selected or rated them, in
/// the order and with the limits of `/api/trending`.
///
/// 200 `{result: [{id, title, genre, date, score}], count, counted_at}`.
@Sendable func popularMovies(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  var query = Query(request, allowed: ["top_k", "include"])
  let ratings = ShownRatings(&query, services)
  let count = try query.rankingLength()
  let dismissed = try services.dismissed(by: request).movies
  let statistics = try services.countedStatistics()
  return try ranking(statistics.popular, count, ratings, without: dismissed, statistics, request, services) { _ in }
}

private func ranking(
  _ movies: [RankedMovie], _ count: Int, _ ratings: ShownRatings, without dismissed: Set<MovieID>,
  _ statistics: Statistics, _ request: Request,
  _ services: Services,
  _ fields: (inout JSONWriter) -> Void
) throws(HTTPError) -> Response {
  let catalogue = try services.catalogue
  let shown = Array(movies.lazy.filter { catalogue.contains($0.id) && !dismissed.contains($0.id) }.prefix(count))
  return Response(
    headers: request.personalHeaders,
    body: JSONWriter.object(capacity: 2_048) { json in
      catalogue.writeResult(shown.map(\.id), ratings, to: &json) { place, json in
        json.field("score", shown[place].score)
      }
      json.field("count", shown.count)
      fields(&json)
      json.field("counted_at", statistics.countedAt)
    })
}

extension Query {
  /// Reads `top_k`, the last parameter, and throws the faults of all parameters.
  fileprivate mutating func rankingLength() throws(HTTPError) -> Int {
    let count = integer("top_k", in: 1...100) ?? 10
    try check()
    return Int(count)
  }
}
