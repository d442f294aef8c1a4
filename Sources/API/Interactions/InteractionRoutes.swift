import Domain
import HTTP
import JSON

// An interaction is `{id, user_id, movie_id, interaction_type, rating, created_at}`; `rating` is `null` unless the type
// is `rate`.

/// `POST /api/interactions`, body `{movie_id, interaction_type?, rating?, event_id?, recommendation_id?, place?}`.
/// `recommendation_id` names the list that the interaction followed from, one recorded for this user that has the
/// movie, and `place` the movie's place in it, from 0, as in `result`.
///
/// 201 `{message, interaction, on_watchlist?}`; `on_watchlist` is true if this is a `rate` of a movie on the user's
/// watchlist, so that a client can offer to remove it, and absent otherwise. If the user has sent the same interaction
/// under the same `event_id` before, 200 with the interaction as it is stored now. 409 `EVENT_CONFLICT` if the
/// `event_id` belongs to another interaction, or to one that has since been deleted: a late retry does not bring it
/// back.
let saveInteraction = together(
  prepare: { (request, services) throws(HTTPError) in
    let session = try services.session(of: request)
    return try services.signedIn(session) { () throws(HTTPError) in
      let body = try Body(request, allowed: InteractionFields.names)
      return Submission(try InteractionFields.interaction(body, services.catalogue), in: session)
    }
  },
  work: { submissions, services in
    services.interactions.save(submissions, at: services.now).map { $0.mapError(HTTPError.init) }
  },
  respond: { (outcome) throws(HTTPError) in
    switch outcome {
    case .saved(let interactions, let newCount, let isOnWatchlist):
      return .personal(newCount > 0 ? .created : .ok) { json in
        json.field("message", newCount > 0 ? "The interaction has been saved." : "The interaction was already saved.")
        json.field("interaction") { json in interactions.forEach { $0.write(to: &json) } }
        if isOnWatchlist { json.field("on_watchlist", true) }
      }
    case .conflicts(let conflicts):
      throw HTTPError(.eventConflict, conflicts[0].reason.message, details: "event_id", field: "event_id")
    case .unknownOrigins: throw .unknownOrigin
    }
  })

/// `POST /api/interactions/batch`, body `{interactions: [ … ]}`, 1–1,000 elements as in `POST /api/interactions`:
/// saves all of them or none.
///
/// 201 `{message, count}`: `count` interactions are saved. Elements with an `event_id` that the database or the batch
/// already has count once. If some had been saved before, `new` is the number of those that had not; if all had been,
/// the status is 200. If any element has a fault, nothing is saved and `errors` lists all faults, including
/// `EVENT_CONFLICT`s; the first decides the status.
@Sendable func saveInteractions(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  var body = try Body(request, allowed: ["interactions"], maximumNames: InteractionBatch.maximumNames)
  let elements = body.array("interactions") ?? []
  if body["interactions"] == nil { body.refuse(.missing("interactions")) }
  try body.check()
  var batch = try InteractionBatch(elements, services.catalogue)
  guard !batch.hasFaults else {
    batch.add(
      try stored(try services.interactions.conflicts(of: batch.interactions, of: session.user)))
    throw batch.error
  }
  let outcome = try stored(try services.interactions.save(batch.interactions, of: session, at: services.now))
  switch outcome {
  case .saved(let interactions, let newCount, _):
    let count = Set(interactions.map(\.id)).count
    return .personal(newCount > 0 ? .created : .ok) { json in
      json.field("message", "The interactions have been saved.")
      json.field("count", count)
      if newCount < count { json.field("new", newCount) }
    }
  case .conflicts(let conflicts):
    batch.add(conflicts)
    throw batch.error
  case .unknownOrigins(let positions):
    batch.addUnknownOrigins(at: positions)
    throw batch.error
  }
}

/// `GET /api/interactions?type=&movie_id=&limit=&cursor=`: the user's history, newest first. `limit` is 1–500, 50 by
/// default; `cursor` is the `next_cursor` of the previous page.
///
/// 200 `{interactions, count, next_cursor}`: `count` is the total number of matches; `next_cursor` is `null` on the
/// last page.
let listInteractions = together(
  prepare: { (request, services) throws(HTTPError) in
    let session = try services.session(of: request)
    return try services.signedIn(session) { () throws(HTTPError) in
      (session: session, query: try InteractionFields.historyQuery(request))
    }
  },
  work: { questions, services in
    guard questions.count == 1 else {
      return services.interactions.histories(of: questions.map(\.session), limit: HistoryQuery().limit)
        .map { $0.mapError(HTTPError.init) }
    }
    let (session, query) = questions[0]
    return [Result { () throws(HTTPError) in try stored(try services.interactions.history(of: session, query)) }]
  },
  respond: { page in
    .personal(.ok) { json in
      json.field("interactions") { $0.array { list in page.interactions.forEach { $0.write(to: &list) } } }
      json.field("count", page.total)
      json.field("next_cursor", page.next.map { String($0) })
    }
  })

/// Whether a list is the first page of the whole history, which is read together with those of others.
let isPlainList: @Sendable (Request) -> Bool = { $0.query.isEmpty }

/// `GET /api/interactions/{id}`: one of the user's interactions; 200 `{interaction}`, otherwise 404 `NOT_FOUND`.
@Sendable func showInteraction(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let id = try interactionID(request)
  let found = try stored(try services.interactions.interaction(id, of: session))
  guard let interaction = found else { throw noSuchInteraction }
  return .personal(.ok) { json in json.field("interaction") { interaction.write(to: &$0) } }
}

/// `PATCH /api/interactions/{id}`, body `{rating}`, 1–5: changes the rating of one of the user's `rate` interactions,
/// but not its time. If it is the newest for its movie, the current rating changes, too.
///
/// 200 `{message, interaction}`; 404 `NOT_FOUND`; 400 `INVALID_FIELD` for an interaction of another type.
@Sendable func changeInteraction(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let id = try interactionID(request)
  let rating = try InteractionFields.requiredRating(request)
  let outcome = try stored(try services.interactions.change(id, to: rating, of: session))
  switch outcome {
  case .changed(let interaction):
    return .personal(.ok) { json in
      json.field("message", "The rating has been changed.")
      json.field("interaction") { interaction.write(to: &$0) }
    }
  case .notRated: throw .invalid("rating", "is only allowed with the type 'rate'")
  case .unknown: throw noSuchInteraction
  }
}

/// `DELETE /api/interactions/{id}`: deletes one of the user's interactions; 204, otherwise 404 `NOT_FOUND`. If it was
/// the current rating of its movie, the previous one becomes current again.
@Sendable func deleteInteraction(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Body.expectNone(request)
  let id = try interactionID(request)
  let isDeleted = try stored(try services.interactions.delete(id, of: session))
  guard isDeleted else { throw noSuchInteraction }
  return Response(.noContent)
}

private let noSuchInteraction = HTTPError(.notFound, "There is no such interaction.")

private func interactionID(_ request: Request) throws(HTTPError) -> InteractionID {
  guard let id = request.idInPath else { throw noSuchInteraction }
  return id
}
