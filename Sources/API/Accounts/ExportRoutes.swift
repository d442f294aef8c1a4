import Domain
import HTTP
import JSON

/// `POST /api/auth/export`, with the `password`: everything that is held on the user, as JSON, and nothing of the
/// password but that there is one.
///
/// 200 `{user, sessions: [{…, expires_at}], interactions: [{id, movie_id, …, event_id}], deleted_event_ids, ratings:
/// [{movie_id, rating, rated_at}], recommendations, exported_at}`, as it is at one moment; interactions oldest first.
/// The answer is written while it is read, so that a long history takes no memory; one that cannot be finished breaks
/// off.
@Sendable func exportUser(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let identity = try services.identity(of: request)
  var body = try Body(request, allowed: ["password"])
  let password = body.requiredString("password")
  try body.check()
  let place = try services.placeToHash(request, isKnown: true)
  let confirmed = try services.confirm(password, of: identity.user, place)
  let catalogue = try services.catalogue
  guard
    try stored({ () throws(StoreError) in try services.users.holds(confirmed, in: identity.session.id) })
  else { throw .wrongPassword }
  var response = Response(headers: [("Cache-Control", "no-store")])
  response.stream = { (write) throws(HTTPError) in
    var export = Export(identity: identity, catalogue: catalogue, services: services)
    return try stored { () throws(StoreError) in
      try services.users.inSnapshot { () throws(StoreError) in
        // The account may have been shut since.
        guard try services.users.holds(confirmed, in: identity.session.id) else { throw .missing(field: "user_id") }
        return try export.run(write)
      }
    }
  }
  return response
}

/// Everything on one user, written page by page as it is read.
private struct Export: ~Copyable {
  let identity: Identity
  let catalogue: Catalogue
  let services: Services
  private let session: SessionClaim
  private var json = JSONWriter(capacity: 1 << 17)

  /// Rows.
  private static let page = 500

  init(identity: Identity, catalogue: Catalogue, services: Services) {
    self.identity = identity
    self.catalogue = catalogue
    self.services = services
    session = SessionClaim(id: identity.session.id, user: identity.user.id, at: services.now)
  }

  /// - Returns: false where nobody takes any more.
  mutating func run(_ write: (_ piece: [UInt8]) -> Bool) throws(StoreError) -> Bool {
    let user = identity.user.id
    json.beginObject()
    json.field("user") { identity.user.write(to: &$0) }
    json.beginArray("sessions")
    for session in try services.sessions.sessions(of: user, at: services.now) {
      json.object { json in
        session.writeMembers(isCurrent: session.id == identity.session.id, to: &json)
        json.field("expires_at", session.expiresAt.rfc3339)
      }
    }
    json.endArray()

    json.beginArray("interactions")
    var lastEvent: InteractionID?
    repeat {
      let page = try services.interactions.events(of: user, after: lastEvent, limit: Self.page)
      for event in page {
        json.object { json in
          event.interaction.writeMembers(to: &json)
          json.field("event_id", event.event?.description)
        }
      }
      guard write(json.takePiece()) else { return false }
      lastEvent = page.count == Self.page ? page.last?.interaction.id : nil
    } while lastEvent != nil
    json.endArray()

    json.beginArray("deleted_event_ids")
    var lastDeleted: UUID?
    repeat {
      let page = try services.interactions.eventsOfDeleted(of: user, after: lastDeleted, limit: Self.page)
      for event in page { json.string(event.description) }
      guard write(json.takePiece()) else { return false }
      lastDeleted = page.count == Self.page ? page.last : nil
    } while lastDeleted != nil
    json.endArray()

    json.beginArray("ratings")
    var rating: RatingCursor?
    repeat {
      let page = try services.ratings.ratings(of: session, limit: Self.page, before: rating)
      for rating in page.ratings {
        json.object { json in
          json.field("movie_id", rating.movie)
          json.field("rating", rating.rating.stars)
          json.field("rated_at", rating.ratedAt.rfc3339)
        }
      }
      guard write(json.takePiece()) else { return false }
      rating = page.next
    } while rating != nil
    json.endArray()

    json.beginArray("recommendations")
    var recommendation: Int64?
    repeat {
      let page = try services.recommendations.recorded(for: session, limit: Self.page, before: recommendation)
      for recommendation in page.recommendations { recommendation.write(catalogue, to: &json) }
      guard write(json.takePiece()) else { return false }
      recommendation = page.next
    } while recommendation != nil
    json.endArray()

    json.field("exported_at", services.now.rfc3339)
    json.endObject()
    return write(json.takePiece())
  }
}
