import Domain
import HTTP
import JSON
import Scoring

/// `POST /api/recommend`: films for someone who likes those of `context`, by the `model` named; `auto` takes the one
/// that did best on contexts of that length, and the answer says which.
///
/// Anonymous requests touch no database. With a token the answer is recorded, each film as a `recommend` interaction,
/// and neural models also go by the user's age and gender, where these are known; with the database down a signed token
/// is served all the same, as a visitor, and `recorded` says that it was not.
///
/// 200 `{result: [{id, title, genre, date, score, because?}], model, model_version, recommendation_id, count, source,
/// ignored?, recorded?}`. `because` comes with `explain`: `[{id, title, genre, date, share}]`. `source` is `context`,
/// or `popular` where all of the context came after the model's training: then the answer is what most people have
/// watched. `ignored` lists ids of `context`, `exclude` and `dislikes` that the catalogue does not have, and those of
/// the context that the model does not know.
@Sendable func recommend(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let viewer = try services.viewer(of: request)
  var body = try Body(request, allowed: RecommendFields.names)
  let catalogue = try services.catalogue
  let options = RecommendOptions(&body, catalogue)
  let context = RecommendFields.context(&body, catalogue)
  RecommendFields.expectModel(&body)
  if !options.dislikes.isEmpty, let both = options.dislikes.first(where: Set(context.ids).contains) {
    body.refuse("dislikes", "names \(both), which 'context' does, too")
  }
  let model = RecommendFields.model(&body)
  // By itself it waits until the model is known to be there.
  if body.hasFaults, context.films.isEmpty { body.refuse(.unknownContext) }
  try body.check()
  let (recommendation, known) = try Recommendation.forContext(
    context, for: viewer.demographics, model: model, options, catalogue, request, services)
  let isRecorded = try recommendation.record(for: viewer, services)
  let ignored = context.ids(without: known) + options.unknown(to: catalogue)
  return Response(
    headers: viewer == .anonymous ? [] : [("Cache-Control", "no-store")],
    body: JSONWriter.object(capacity: 2_048) { json in
      recommendation.writeMembers(catalogue, to: &json)
      json.field("source", recommendation.source.rawValue)
      json.writeIgnored(ignored)
      if let isRecorded { json.field("recorded", isRecorded) }
    })
}

extension JSONWriter {
  /// `ignored`: ids that could not act, each once; absent where there are none.
  mutating func writeIgnored(_ ids: [MovieID]) {
    guard !ids.isEmpty else { return }
    var seen: Set<MovieID> = []
    field("ignored") { $0.array { list in for id in ids where seen.insert(id).inserted { list.integer(id) } } }
  }
}
