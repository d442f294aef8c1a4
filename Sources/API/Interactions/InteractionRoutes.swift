import Domain
import HTTP
import JSON

// An interaction is `{id, user_id, movie_id, interaction_type, rating, created_at}`; `rating` is `null` but for `rate`.

/// `POST /api/interactions`, body `{movie_id, interaction_type?, rating?, event_id?}`.
///
/// 201 `{message, interaction}`. Where the user has sent the same under the same `event_id` before, 200 with the
/// interaction as it is stored now. 409 `EVENT_CONFLICT` where the `event_id` stands for another interaction, or for
/// one that was deleted since: a late retry brings nothing back.
@Sendable func saveInteraction(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let body = try Body(request, allowed: InteractionFields.names)
  let new = try InteractionFields.interaction(body, services.catalogue)
  let outcome = try stored { () throws(StoreError) in
    try services.interactions.save([new], of: session, at: services.now)
  }
  switch outcome {
  case .saved(let interactions, let newCount):
    return .personal(newCount > 0 ? .created : .ok) { json in
      json.field("message", newCount > 0 ? "The interaction has been saved." : "The interaction had been saved before.")
      json.field("interaction") { json in interactions.forEach { $0.write(to: &json) } }
    }
  case .conflicts(let conflicts):
    throw HTTPError(.eventConflict, conflicts[0].reason.message, details: "event_id", field: "event_id")
  }
}

/// `POST /api/interactions/batch`, body `{interactions: [ … ]}`, 1–1,000 elements as `POST /api/interactions` takes
/// them: all or nothing.
///
/// 201 `{message, count}`: `count` interactions are saved. Elements that repeat an event, of the database or of the
/// batch, count once; where events had been saved before, `new` says how many were not, and with none the status is
/// 200. With faults nothing is saved and `errors` lists them all, `EVENT_CONFLICT`s included; the first decides the
/// status.
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
      try stored { () throws(StoreError) in
        try services.interactions.conflicts(of: batch.interactions, of: session.user)
      })
    throw batch.error
  }
  let outcome = try stored { () throws(StoreError) in
    try services.interactions.save(batch.interactions, of: session, at: services.now)
  }
  switch outcome {
  case .saved(let interactions, let newCount):
    let count = Set(interactions.map(\.id)).count
    return .personal(newCount > 0 ? .created : .ok) { json in
      json.field("message", "The interactions have been saved.")
      json.field("count", count)
      if newCount < count { json.field("new", newCount) }
    }
  case .conflicts(let conflicts):
    batch.add(conflicts)
    throw batch.error
  }
}

/// `GET /api/interactions?type=&movie_id=&limit=&cursor=`: newest first. `limit` is 1–500, 50 by default; `cursor` is
/// the `next_cursor` of the page before.
///
/// 200 `{interactions, count, next_cursor}`: `count` is how many match in all; `next_cursor` is `null` on the last
/// page.
@Sendable func listInteractions(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let query = try InteractionFields.historyQuery(request)
  let page = try stored { () throws(StoreError) in try services.interactions.history(of: session, query) }
  return .personal(.ok) { json in
    json.field("interactions") { $0.array { list in page.interactions.forEach { $0.write(to: &list) } } }
    json.field("count", page.total)
    json.field("next_cursor", page.next.map { String($0) })
  }
}

/// `GET /api/interactions/{id}`: one of the user's own; 200 `{interaction}`, otherwise 404 `NOT_FOUND`.
@Sendable func showInteraction(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let id = try interactionID(request)
  let found = try stored { () throws(StoreError) in try services.interactions.interaction(id, of: session) }
  guard let interaction = found else { throw noSuchInteraction }
  return .personal(.ok) { json in json.field("interaction") { interaction.write(to: &$0) } }
}

/// `PATCH /api/interactions/{id}`, body `{rating}`, 1–5: another rating for one of the user's own `rate` events. If it
/// is the newest of its film, it becomes the current rating; when it was given stays.
///
/// 200 `{message, interaction}`; 404 `NOT_FOUND`; 400 `INVALID_FIELD` for an event of another type.
@Sendable func changeInteraction(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  let id = try interactionID(request)
  let rating = try InteractionFields.requiredRating(request)
  let outcome = try stored { () throws(StoreError) in
    try services.interactions.change(id, to: rating, of: session)
  }
  switch outcome {
  case .changed(let interaction):
    return .personal(.ok) { json in
      json.field("message", "The rating has been changed.")
      json.field("interaction") { interaction.write(to: &$0) }
    }
  case .notRated: throw .invalid("rating", "goes only with the type 'rate'")
  case .unknown: throw noSuchInteraction
  }
}

/// `DELETE /api/interactions/{id}`: one of the user's own; 204, otherwise 404 `NOT_FOUND`. After a `rate` event the one
/// before it of the same film counts again.
@Sendable func deleteInteraction(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Body.expectNone(request)
  let id = try interactionID(request)
  let isDeleted = try stored { () throws(StoreError) in try services.interactions.delete(id, of: session) }
  guard isDeleted else { throw noSuchInteraction }
  return Response(.noContent)
}

private let noSuchInteraction = HTTPError(.notFound, "There is no such interaction.")

private func interactionID(_ request: Request) throws(HTTPError) -> InteractionID {
  guard let id = request.idInPath else { throw noSuchInteraction }
  return id
}
