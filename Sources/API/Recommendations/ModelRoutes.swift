import Domain
import HTTP
import JSON
import Scoring

/// `GET /api/models`: all known models, and whether each can be used now.
@Sendable func listModels(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let states = services.models
  return Response(
    body: JSONWriter.object { json in
      json.field("models") { $0.array { list in Models.named.forEach { $0.write(states[$0.name], to: &list) } } }
      json.field("default", Auto.name)
    })
}

extension ModelDescription {
  fileprivate func write(_ state: ModelState?, to json: inout JSONWriter) {
    json.object { json in
      json.field("name", name.rawValue)
      json.field("type", kind.rawValue)
      json.field("description", summary)
      if let model = state?.model {
        json.field("available", true)
        json.field("version", model.version)
        json.field("trained_at", model.trainedAt)
        if let time = model.learnedAt { json.field("learned_at", time) }
      } else {
        json.field("available", false)
      }
    }
  }
}
