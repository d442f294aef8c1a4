import Domain
import HTTP
import JSON

/// `POST /api/interactions`
@Sendable func saveInteraction(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let user = try services.user(of: request)
  let body = try Body(request, allowed: InteractionFields.names)
  let new = try InteractionFields.interaction(body, services.catalogue)
  let saved = try stored { () throws(StoreError) in
    try services.interactions.save([new], of: user.id, at: services.now)
  }
  return .personal(.created) { json in
    json.field("message", "The interaction has been saved.")
    json.field("interaction") { json in saved.forEach { $0.write(to: &json) } }
  }
}

/// `POST /api/interactions/batch`: all or nothing.
@Sendable func saveInteractions(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let user = try services.user(of: request)
  let body = try Body(request, allowed: ["interactions"])
  guard let elements = try body.array("interactions") else { throw .missing("interactions") }
  let new = try InteractionFields.batch(elements, services.catalogue)
  let saved = try stored { () throws(StoreError) in
    try services.interactions.save(new, of: user.id, at: services.now)
  }
  return .personal(.created) { json in
    json.field("message", "The interactions have been saved.")
    json.field("count", saved.count)
  }
}

/// `GET /api/interactions`: newest first.
@Sendable func listInteractions(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let user = try services.user(of: request)
  let query = try InteractionFields.historyQuery(request)
  let page = try stored { () throws(StoreError) in try services.interactions.history(of: user.id, query) }
  return .personal(.ok) { json in
    json.field("interactions") { $0.array { list in page.interactions.forEach { $0.write(to: &list) } } }
    json.field("count", page.total)
    json.field("next_cursor", page.next.map { String($0) })
  }
}
