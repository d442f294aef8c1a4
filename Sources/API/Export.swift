import Domain
import HTTP
import JSON

/// `POST /api/auth/export`, with the `password`: everything that is held on the user, as JSON, and nothing of the password
/// but that there is one.
///
/// 200 `{user, sessions: [{…, expires_at}], interactions: [{id, movie_id, …, event_id}], deleted_event_ids, ratings:
/// [{movie_id, rating, rated_at}], recommendations, exported_at}`, as it is at one moment; interactions oldest first.
@Sendable func exportUser(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let identity = try services.identity(of: request)
  let user = identity.user
  let password = try Body(request, allowed: ["password"]).requiredString("password")
  let place = try services.placeToHash()
  let confirmed = try services.confirm(password, of: user, place)
  let catalogue = try services.catalogue
  let everything = try stored { () throws(StoreError) in
    try services.users.inSnapshot { () throws(StoreError) -> Everything? in
      guard try services.users.holds(confirmed, in: identity.session.id) else { return nil }
      return try Everything(on: user, services)
    }
  }
  guard let everything else { throw .wrongPassword }
  return .personal(.ok) { json in
    json.field("user") { user.write(to: &$0) }
    json.field("sessions") { json in
      json.array { list in
        for session in everything.sessions {
          list.object { json in
            session.writeMembers(isCurrent: session.id == identity.session.id, to: &json)
            json.field("expires_at", session.expiresAt.rfc3339)
          }
        }
      }
    }
    json.field("interactions") { json in
      json.array { list in
        for event in everything.events {
          list.object { json in
            event.interaction.writeMembers(to: &json)
            json.field("event_id", event.event?.description)
          }
        }
      }
    }
    json.field("deleted_event_ids") { json in
      json.array { list in everything.deletedEvents.forEach { list.string($0.description) } }
    }
    json.field("ratings") { json in
      json.array { list in
        for rating in everything.ratings {
          list.object { json in
            json.field("movie_id", rating.movie)
            json.field("rating", rating.rating.stars)
            json.field("rated_at", rating.ratedAt.rfc3339)
          }
        }
      }
    }
    json.field("recommendations") { json in
      json.array { list in everything.recommendations.forEach { $0.write(catalogue, to: &list) } }
    }
    json.field("exported_at", services.now.rfc3339)
  }
}

/// All rows of one user, read page by page.
private struct Everything {
  let sessions: [Session]
  private(set) var events: [RecordedEvent] = []
  let deletedEvents: [UUID]
  private(set) var ratings: [CurrentRating] = []
  private(set) var recommendations: [RecordedRecommendation] = []

  private static let page = 500

  init(on user: User, _ services: Services) throws(StoreError) {
    sessions = try services.sessions.sessions(of: user.id, at: services.now)
    deletedEvents = try services.interactions.eventsOfDeleted(of: user.id)
    while true {
      let page = try services.interactions.events(
        of: user.id, after: events.last?.interaction.id, limit: Self.page)
      events += page
      if page.count < Self.page { break }
    }
    var newest: RatingCursor?
    repeat {
      let page = try services.ratings.ratings(of: user.id, limit: Self.page, before: newest)
      ratings += page.ratings
      newest = page.next
    } while newest != nil
    var before: Int64?
    repeat {
      let page = try services.recommendations.recorded(for: user.id, limit: Self.page, before: before)
      recommendations += page.recommendations
      before = page.next
    } while before != nil
  }
}
