import Domain
import HTTP
import JSON
import Scoring

/// `GET /api/movies`: the catalogue, a page at a time, filtered by `genre`, `year_from`, `year_to` and `ids`. `sort` is
/// `title` (the default, A to Z), `date` (newest first), `rating` (best first, weighted by how many rated: see
/// `Statistics.bestRated`) or `popularity` (highest first), ties by id; movies without a date, rating or user come
/// last.
///
/// 200 `{result: [{id, title, genre, date, rating_average?, rating_count?}], pagination: {page, per_page, total,
/// pages}}`; a page after the last is empty. `include=ratings` adds the average of the current ratings in stars, null
/// without ratings, and their number.
@Sendable func listMovies(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  var query = Query(request, allowed: ["page", "per_page", "genre", "year_from", "year_to", "ids", "sort", "include"])
  let catalogue = try services.catalogue
  let filter = MovieFilter(&query, catalogue)
  let order = query.choice("sort") ?? MovieOrder.title
  let page = Int(query.integer("page", in: 1...1_000_000_000) ?? 1)
  let size = Int(query.integer("per_page", in: 1...100) ?? 20)
  let ratings = ShownRatings(&query, services)
  try query.check()
  let isWhole = filter.isEmpty
  let sorted = order.positions(first: isWhole ? page * size : .max, of: catalogue, services.statistics)
  let found = isWhole ? sorted : sorted.filter { filter.accepts(catalogue.movies[Int($0)]) }
  let shown = found.dropFirst((page - 1) * size).prefix(size)
  let total = isWhole ? catalogue.movies.count : found.count
  return Response(
    body: JSONWriter.object(capacity: 4_096) { json in
      catalogue.writeResult(shown.lazy.map { catalogue.ids[Int($0)] }, ratings, to: &json)
      json.field("pagination") { json in
        json.object { json in
          json.field("page", page)
          json.field("per_page", size)
          json.field("total", total)
          json.field("pages", (total + size - 1) / size)
        }
      }
    })
}

/// The maximum length of a search query in code points: longer than any title. Limited because each word costs a lookup
/// of its own.
let maximumQuery = 200

/// `GET /api/movies/search?q=&genre=&year_from=&year_to=&top_k=`: movies with title words that begin with the words of
/// `q`, whatever their order, case and accents. `q` has at most 200 characters. The best match is a title equal to `q`,
/// then a title that begins with it, then whole words, then beginnings of words; within each, the most popular movie
/// comes first. Spaces, articles, `&` for `and`, and the form of numbers do not matter. If next to nothing matches,
/// words and titles that differ by typing errors follow: one in four letters, two in eight. `top_k` is 1–100, 20 by
/// default. A `q` without letters or digits finds nothing. `include=ratings` as in `listMovies`.
///
/// 200 `{result: [{id, title, genre, date}], count, query, genre, corrected_query?}`, `genre` null if the query has
/// none; `corrected_query` only if nothing matched without errors: what was probably meant, in small letters.
@Sendable func searchMovies(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  var query = Query(request, allowed: ["q", "genre", "year_from", "year_to", "top_k", "include"])
  let text = query["q"] ?? ""
  if query["q"] == nil { query.refuse(.missing("q")) }
  if text.unicodeScalars.count > maximumQuery { query.refuse("q", "must have at most \(maximumQuery) characters") }
  let catalogue = try services.catalogue
  let filter = MovieFilter(&query, catalogue)
  let count = Int(query.integer("top_k", in: 1...100) ?? 20)
  let ratings = ShownRatings(&query, services)
  try query.check()
  let search = Search(text, in: catalogue.search)
  let found = search.best(count, of: catalogue, filter, services.statistics)
  return Response(
    body: JSONWriter.object(capacity: 4_096) { json in
      catalogue.writeResult(found.lazy.map { catalogue.ids[$0.position] }, ratings, to: &json)
      json.field("count", found.count)
      json.field("query", text)
      json.field("genre", filter.genres.first)
      if let best = found.first, best.isCorrected { json.field("corrected_query", search.correction(for: best)) }
    })
}

extension Search {
  /// The best matches that the filter accepts: by rank, then the most popular, then by id.
  fileprivate func best(
    _ count: Int, of catalogue: Catalogue, _ filter: MovieFilter, _ statistics: Statistics
  ) -> [Match] {
    var best = BestItems()
    best.reset(count: count)
    for match in matches {
      // A better rank outweighs any number of users.
      let score = Double(statistics.popularity(of: catalogue.ids[match.position])) - Double(match.rank) * 0x1p40
      guard score > best.threshold, filter.isEmpty || filter.accepts(catalogue.movies[match.position]) else { continue }
      best.insert(.init(score: score, position: Int32(match.position)))
    }
    return best.sorted().map { match(at: Int($0.position)) }
  }
}

/// `GET /api/movies/{id}`
///
/// 200 `{movie: {id, title, genre, date, imdb_id, tmdb_id, rating_average, rating_count, popularity}}`: the ids are
/// null if unknown; `rating_average` is in stars, null without ratings; `popularity` is the number of users who viewed,
/// selected or rated the movie.
@Sendable func movieDetail(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let catalogue = try services.catalogue
  let movie = try catalogue.movie(of: request)
  let statistics = services.statistics
  return Response(
    body: JSONWriter.object { json in
      json.field("movie") { json in
        json.object { json in
          catalogue.writeMembers(of: movie.id, to: &json)
          json.field("imdb_id", movie.externalIDs.imdbText)
          json.field("tmdb_id", movie.externalIDs.tmdb)
          statistics.writeRatings(of: movie.id, to: &json)
          json.field("popularity", statistics.popularity(of: movie.id))
        }
      }
    })
}

/// `GET /api/genres`: all genres by name, each with its number of movies.
///
/// 200 `{genres: [{name, count}], count}`.
@Sendable func listGenres(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let genres = try services.catalogue.genres
  return Response(
    body: JSONWriter.object { json in
      json.field("genres") { json in
        json.array { list in
          for genre in genres {
            list.object { json in
              json.field("name", genre.name)
              json.field("count", genre.count)
            }
          }
        }
      }
      json.field("count", genres.count)
    })
}

extension Catalogue {
  /// The movie of the path's `{id}`. Throws `NOT_FOUND`.
  func movie(of request: Request) throws(HTTPError) -> Movie {
    guard let movie = request.idInPath.flatMap({ self[$0] }) else {
      throw HTTPError(.notFound, "There is no such movie.")
    }
    return movie
  }

  /// The id of the path's movie, which may be hidden, so that users can take back what they said about it. Throws
  /// `NOT_FOUND`.
  func knownMovie(of request: Request) throws(HTTPError) -> MovieID {
    guard let movie = request.idInPath, knows(movie) else {
      throw HTTPError(.notFound, "There is no such movie.")
    }
    return movie
  }
}
