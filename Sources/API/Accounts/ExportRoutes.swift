import Domain
import HTTP
import JSON
import Logging

/// `POST /api/auth/export`, body `{password}`: everything stored about the user except the password, as JSON.
///
/// 200 `{user, sessions: [{…, expires_at}], interactions: [{id, movie_id, …, event_id, recommendation_id, place}],
/// deleted_event_ids, ratings: [{movie_id, rating, rated_at}], watchlist: [{movie_id, added_at}], dismissals:
/// [{movie_id, reason, dismissed_at}], recommendations, imports: [{id, source, created_at, ratings, views, likes,
/// watchlist, open, questions}], left_out, exported_at}`, a snapshot of one moment, interactions oldest first. The
/// answer is sent page by page while it is read, so a long history takes no more memory than a short one. If it cannot
/// be completed, it is cut off.
///
/// An impossible row, or an impossible value of the user's own, is left out, logged and counted in `left_out`, so that
/// the user gets all the others.
@Sendable func exportUser(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try services.check(session)
  var body = try Body(request, allowed: ["password"])
  let password = body.requiredString("password")
  try body.check()
  let place = try services.placeToHash(request, isKnown: true)
  let confirmed = try services.confirm(password, of: session.user, place)
  let catalogue = try services.catalogue
  guard
    try stored(try services.users.holds(confirmed, in: session.id))
  else { throw .wrongPassword }
  var response = Response(headers: [("Cache-Control", "no-store")])
  response.stream = { (write) throws(HTTPError) in
    var export = Export(
      session: session, catalogue: catalogue, services: services,
      leftOut: LeftOutRows(log: services.application.log, requestID: request.id))
    return try stored(
      try services.users.inSnapshot { () throws(StoreError) in
        // The account may have been deleted in the meantime.
        guard try services.users.holds(confirmed, in: session.id) else { throw .missing(.user) }
        return try export.run(write)
      })
  }
  return response
}

/// Writes everything stored about one user, page by page.
private struct Export: ~Copyable {
  let session: SessionClaim
  let catalogue: Catalogue
  let services: Services
  private let leftOut: LeftOutRows
  private var json = JSONWriter(capacity: 1 << 17)

  /// The number of rows on a page.
  private static let page = 500

  init(session: SessionClaim, catalogue: Catalogue, services: Services, leftOut: LeftOutRows) {
    self.session = session
    self.catalogue = catalogue
    self.services = services
    self.leftOut = leftOut
  }

  /// - Returns: false if the client has gone.
  mutating func run(_ write: (_ piece: [UInt8]) -> Bool) throws(StoreError) -> Bool {
    let (user, rejected) = (session.user, leftOut.note)
    guard let facts = try services.users.facts(of: user, rejected: rejected) else { throw .missing(.user) }
    json.beginObject()
    json.field("user") { facts.write(of: user, to: &$0) }
    json.beginArray("sessions")
    for open in try services.sessions.sessions(of: user, at: services.now, rejected: rejected) {
      json.object { json in
        open.writeMembers(isCurrent: open.id == session.id, to: &json)
        json.field("expires_at", open.expiresAt)
      }
    }
    json.endArray()

    json.beginArray("interactions")
    var last: InteractionID?
    repeat {
      let page = try services.interactions.interactions(
        of: user, after: last, limit: Self.page, rejected: rejected)
      for exported in page {
        json.object { json in
          exported.interaction.writeMembers(to: &json)
          json.field("event_id", exported.idempotencyKey?.description)
          json.field("recommendation_id", exported.origin?.list.description)
          json.field("place", exported.origin?.place)
        }
      }
      guard write(json.takePiece()) else { return false }
      last = page.count == Self.page ? page.last?.interaction.id : nil
    } while last != nil
    json.endArray()

    json.beginArray("deleted_event_ids")
    var lastDeleted: UUID?
    repeat {
      let page = try services.interactions.keysOfDeleted(of: user, after: lastDeleted, limit: Self.page)
      for key in page { json.string(key.description) }
      guard write(json.takePiece()) else { return false }
      lastDeleted = page.count == Self.page ? page.last : nil
    } while lastDeleted != nil
    json.endArray()

    json.beginArray("ratings")
    var lastRated: MovieID?
    repeat {
      let page = try services.ratings.ratings(of: user, after: lastRated, limit: Self.page, rejected: rejected)
      for rating in page.ratings {
        json.object { json in
          json.field("movie_id", rating.movie)
          json.field("rating", rating.rating.stars)
          json.field("rated_at", rating.ratedAt)
        }
      }
      guard write(json.takePiece()) else { return false }
      lastRated = page.last
    } while lastRated != nil
    json.endArray()

    json.beginArray("watchlist")
    for entry in try services.marks.watchlist(of: user, rejected: rejected) {
      json.object { json in
        json.field("movie_id", entry.movie)
        json.field("added_at", entry.addedAt)
      }
    }
    json.endArray()
    json.beginArray("dismissals")
    for dismissal in try services.marks.dismissals(of: user, rejected: rejected) {
      json.object { json in
        json.field("movie_id", dismissal.movie)
        json.field("reason", dismissal.reason.rawValue)
        json.field("dismissed_at", dismissal.dismissedAt)
      }
    }
    json.endArray()
    guard write(json.takePiece()) else { return false }

    json.beginArray("recommendations")
    var recommendation: Int64?
    repeat {
      let page = try services.recommendations.recorded(
        for: session, limit: Self.page, before: recommendation, rejected: rejected)
      for recommendation in page.recommendations { recommendation.write(catalogue, to: &json) }
      guard write(json.takePiece()) else { return false }
      recommendation = page.next
    } while recommendation != nil
    json.endArray()

    json.beginArray("imports")
    for record in try services.imports.imports(of: session, rejected: rejected) {
      json.beginObject()
      record.writeMembers(to: &json)
      json.beginArray("questions")
      var number: Int?
      repeat {
        let page = try services.imports.questions(
          of: record.id, of: user, after: number, limit: Self.page, rejected: rejected)
        for question in page.questions { question.writeAll(to: &json) }
        guard write(json.takePiece()) else { return false }
        number = page.last
      } while number != nil
      json.endArray()
      json.endObject()
    }
    json.endArray()

    json.field("left_out", leftOut.count)
    json.field("exported_at", services.now)
    json.endObject()
    return write(json.takePiece())
  }
}

/// Counts the impossible rows of one export and logs the first ones.
private final class LeftOutRows {
  private(set) var count = 0
  private let log: Logger
  private let requestID: String

  private static let maximumLogged = 20

  init(log: Logger, requestID: String) {
    self.log = log
    self.requestID = requestID
  }

  /// - Parameter fault: the impossible value, with its table and key.
  func note(_ fault: String) {
    count += 1
    guard count <= Self.maximumLogged else { return }
    log.error(
      "an export leaves out an impossible row", metadata: ["request_id": "\(requestID)", "cause": "\(fault)"])
  }
}
