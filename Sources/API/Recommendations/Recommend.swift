import Domain
import HTTP
import JSON
import Scoring

/// `POST /api/recommend`: films for someone who likes those of `context`, by the `model` named; `auto` takes the one that
/// did best on contexts of that length, and the answer says which.
///
/// Anonymous requests touch no database. With a token the answer is recorded, each film as a `recommend` interaction; with
/// the database down a signed token is served all the same, and `recorded` says that it was not.
///
/// 200 `{result: [{id, title, genre, date, score, because?}], model, model_version, recommendation_id, count, ignored?,
/// recorded?}`. `because` comes with `explain`: `[{id, title, genre, date, share}]`. `ignored` lists ids of `context`,
/// `exclude` and `dislikes` that the catalogue does not have, and those of the context that the model does not know.
@Sendable func recommend(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let viewer = try services.viewer(of: request)
  let body = try Body(request, allowed: RecommendFields.names)
  let catalogue = try services.catalogue
  let options = try RecommendOptions(body, catalogue)
  let context = try RecommendFields.context(body)
  let model = try services.model(
    named: RecommendFields.model(body), forContextOf: context.count(where: catalogue.contains))
  if let both = options.dislikes.first(where: context.contains) {
    throw .invalid("dislikes", "names \(both), which 'context' does, too")
  }
  let known = try model.known(among: context, in: catalogue)
  let recommendation = Recommendation(model, context: known, options, source: .context, catalogue, services)
  let isRecorded = try recommendation.record(for: viewer, services)
  let unknown = (options.excluded + options.dislikes).filter { !catalogue.contains($0) }
  let ignored = context.filter { !known.contains($0) } + unknown
  return Response(
    headers: viewer == .anonymous ? [] : [("Cache-Control", "no-store")],
    body: JSONWriter.object(capacity: 2_048) { json in
      recommendation.writeMembers(catalogue, to: &json)
      if !ignored.isEmpty { json.field("ignored") { $0.array { list in ignored.forEach { list.integer($0) } } } }
      if let isRecorded { json.field("recorded", isRecorded) }
    })
}

extension Model {
  /// The films of `context` that can be scored, in its order. Throws `INVALID_CONTEXT` where there are none.
  func known(among context: [MovieID], in catalogue: Catalogue) throws(HTTPError) -> [MovieID] {
    let known = context.filter { catalogue.contains($0) && contains($0) }
    guard !known.isEmpty else {
      throw HTTPError(.invalidContext, "No film of 'context' is known.", details: "context")
    }
    return known
  }
}
