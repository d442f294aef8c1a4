import Credentials
import Domain
import HTTP
import JSON

/// `GET /api/home?top_k=`: the first page of a site, made of rows that each say why they are there. No movie is on it
/// twice. `top_k` is the maximum number of movies in a row, 1–20, 12 by default; a row with fewer than three is left
/// out, except for the watchlist.
///
/// For a user with a history: movies like one that the user likes (twice), new ones in a genre that the user likes
/// (twice), the watchlist, what others watch this week, and something different. What the user has rated, picked,
/// lately viewed or dismissed is on no row. For all others: what most people have watched, what they watch this week,
/// popular movies of some genres, and something different. Something different changes every day (UTC).
///
/// With a token each row is recorded as a list. A row that stays the same is recorded once a day and keeps its id all
/// day. A request without a token touches no database; one with a signed token is answered like that while the database
/// is down.
///
/// 200 `{rows: [{kind, title, movie?, genre?, result: [{id, title, genre, date}], recommendation_id}], experiment?,
/// recorded?}`.
/// `HEAD` shows nothing to the user, so nothing is recorded.
@Sendable func home(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let viewer = try services.viewer(of: request)
  var query = Query(request, allowed: ["top_k"])
  let length = Int(query.integer("top_k", in: 1...20) ?? 12)
  try query.check()
  let catalogue = try services.catalogue
  let day = services.now.seconds / 86_400
  let page: HomePage
  let assignment = services.assignment(of: viewer)
  switch viewer {
  case .user(let user): page = try personalPage(user, assignment, day, length, catalogue, request, services)
  case .anonymous, .unverified:
    var everybody = HomePage(without: [], length: length, catalogue)
    everybody.addRowsForEverybody(seed: UInt64(bitPattern: day), services.statistics, catalogue)
    page = everybody
  }
  let lists = page.rows.map { row in
    // Only rows that a model makes differ between arms.
    let participation = row.recommender.source == .history ? assignment.participation : nil
    return RecordedRecommendation(row, for: viewer, on: day, at: services.now, in: participation)
  }
  let isRecorded = try record(lists, for: viewer, request, services)
  if isRecorded != true, request.method != "HEAD" {
    for row in page.rows { services.countShown(row.movies, by: row.recommender) }
  }
  return Response(
    headers: viewer == .anonymous ? [] : [("Cache-Control", "no-store")],
    body: JSONWriter.object(capacity: 1 << 14) { json in
      json.field("rows") { json in
        json.array { list in
          for (row, recorded) in zip(page.rows, lists) { row.write(id: recorded.id, catalogue, to: &list) }
        }
      }
      lists.lazy.compactMap(\.participation).first?.writeField(to: &json)
      if let isRecorded { json.field("recorded", isRecorded) }
    })
}

private func personalPage(
  _ user: User, _ assignment: Assignment, _ day: Int64, _ length: Int, _ catalogue: Catalogue, _ request: Request,
  _ services: Services
) throws(HTTPError) -> HomePage {
  let taste = try stored(try services.recommendations.taste(of: user.id))
  let watchlist = try stored(try services.marks.watchlist(of: user.id, rejected: nil)).map(\.movie)
  let home = HomeTaste(user: user, taste: taste, watchlist: watchlist, assignment: assignment)
  var page = HomePage(without: home.known, length: length, catalogue)
  let seed = UInt64(bitPattern: day &+ user.id &* 1_000_003)
  if try !page.addPersonalRows(home, seed: seed, catalogue, request, services) {
    page.addRowsForEverybody(seed: seed, services.statistics, catalogue)
  }
  return page
}

/// - Returns: nil if the viewer is anonymous; false if nothing was recorded.
private func record(
  _ lists: [RecordedRecommendation], for viewer: Services.Viewer, _ request: Request, _ services: Services
) throws(HTTPError) -> Bool? {
  switch viewer {
  case .anonymous: return nil
  case .unverified: return false
  case .user(let user):
    guard request.method != "HEAD" else { return false }
    do throws(StoreError) {
      return try services.recommendations.recordOnce(lists, for: user.id, services.application.recordingLimits)
    } catch .unavailable {
      return false
    } catch {
      throw HTTPError(error)
    }
  }
}

extension HomePage {
  fileprivate mutating func addRowsForEverybody(seed: UInt64, _ statistics: Statistics, _ catalogue: Catalogue) {
    addTrending(statistics)
    addPopular(statistics)
    addPopularGenres(3, statistics, catalogue)
    addDifferent(without: [], seed: seed, statistics, catalogue)
  }
}

extension RecordedRecommendation {
  /// The same row has the same id all day.
  fileprivate init(
    _ row: HomeRow, for viewer: Services.Viewer, on day: Int64, at time: Timestamp, in participation: Participation?
  ) {
    let user = if case .user(let user) = viewer { "\(user.id)" } else { "" }
    let content =
      [
        user, "\(day)", row.kind.rawValue, row.title, row.recommender.version,
        row.movies.map(String.init).joined(separator: " "),
      ] + (participation.map { [$0.experiment, $0.arm] } ?? [])
    self.init(
      id: UUID(digest: sha256(Array(content.joined(separator: "\n").utf8))), model: row.recommender.model,
      modelVersion: row.recommender.version, source: row.recommender.source, movies: row.movies, createdAt: time,
      surface: row.kind.surface, participation: participation)
  }
}
