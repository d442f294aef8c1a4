import Domain
import HTTP
import JSON
import Scoring

/// `POST /api/recommend`: movies for somebody who likes those of `context`, from the given `model`. `auto` chooses the
/// one that did best on contexts of that length, and the answer names it. `contexts`, in place of `context`, has a list
/// for each member of a group (`Recommendation.forGroup`); the answer then has `matches` for each movie, and its
/// `score` is the least of them.
///
/// An anonymous request touches no database. With a token, the answer is recorded, each movie as a `recommend`
/// interaction, neural models also use the user's age and gender, if they are known, and what the user has dismissed is
/// not recommended; as not interesting, it counts like `dislikes` unless it is in the context. While the database is
/// down, a request with a signed token is answered as if it were anonymous, and `recorded` is false.
///
/// 200 `{result: [{id, title, genre, date, score, because?, matches?}], model, model_version, recommendation_id, count,
/// source, ignored?, recorded?}`. `because` comes with `explain`: `[{id, title, genre, date, share}]`. `source` is
/// `context`, or `popular` if the whole context was added after the model's training; the answer is then what most
/// people have watched. `ignored` lists ids of `context`, `exclude`, `dislikes` and `candidates` that the catalogue
/// does not have, and ids of `context` that the model does not know. `include: ["ratings"]` adds `rating_average` and
/// `rating_count` to each movie.
///
/// Requests with a token that arrive together are read, and recorded, by one statement each.
let recommend: Router<Services>.GroupHandler = { requests, services in
  let made = zip(requests, services.recipients(of: requests)).map { request, recipient in
    Result { () throws(HTTPError) in try MadeForContext(request, try recipient.get(), services) }
  }
  let shown = made.compactMap { try? $0.get() }
  var recorded = services.record(shown.map { ($0.recommendation, $0.viewer) }, on: .recommend)[...]
  return made.map { result in
    result.flatMap { made in recorded.removeFirst().map { made.response(isRecorded: $0) } }
  }
}

/// A recommendation for the context of a request, and what its response says besides.
private struct MadeForContext {
  let viewer: Services.Viewer
  private(set) var recommendation: Recommendation
  private let catalogue: Catalogue
  private let ratings: ShownRatings
  private let ignored: [MovieID]

  init(_ request: Request, _ recipient: Services.Recipient, _ services: Services) throws(HTTPError) {
    viewer = recipient.viewer
    var body = try Body(request, allowed: RecommendFields.names.union(["include"]))
    catalogue = try services.catalogue
    let requested = RequestedOptions(&body, catalogue)
    ratings = ShownRatings(&body, services)
    let contexts = RecommendFields.contexts(&body, catalogue)
    let context = contexts.map(Context.init(joining:)) ?? RecommendFields.context(&body, catalogue)
    RecommendFields.expectModel(&body)
    if !requested.dislikes.isEmpty, let both = requested.dislikes.first(where: Set(context.ids).contains) {
      body.refuse("dislikes", "contains \(both), which '\(contexts == nil ? "context" : "contexts")' contains, too")
    }
    if contexts != nil, requested.explains { body.refuse("explain", "is not allowed with 'contexts'") }
    let model = RecommendFields.model(&body)
    // If this is the only fault, `forContext` throws it, after the errors of a model that cannot be used.
    if body.hasFaults, contexts == nil, context.movies.isEmpty { body.refuse(.unknownContext) }
    try body.check()
    var options = try requested.resolved(for: viewer, services)
    options.add(recipient.dismissed, context: context)
    let known: [MovieID]
    if let contexts {
      (recommendation, known) = try Recommendation.forGroup(
        contexts, all: context, model: model, options, catalogue, request, services)
    } else {
      (recommendation, known) = try Recommendation.forContext(
        context, for: viewer.demographics, model: model, options, catalogue, request, services)
    }
    recommendation.after = options.after
    ignored = context.ids(without: known) + requested.unknown
  }

  /// - Parameter isRecorded: nil if nobody is signed in.
  func response(isRecorded: Bool?) -> Response {
    Response(
      headers: viewer == .anonymous ? [] : [("Cache-Control", "no-store")],
      body: JSONWriter.object(capacity: 2_048) { json in
        recommendation.writeMembers(catalogue, ratings, to: &json)
        json.field("source", recommendation.source.rawValue)
        json.writeIgnored(ignored)
        if let isRecorded { json.field("recorded", isRecorded) }
      })
  }
}

extension JSONWriter {
  /// Writes `ignored`, the ids that had no effect, each once; omitted if there are none.
  mutating func writeIgnored(_ ids: [MovieID]) {
    guard !ids.isEmpty else { return }
    var seen: Set<MovieID> = []
    field("ignored") { $0.array { list in for id in ids where seen.insert(id).inserted { list.integer(id) } } }
  }
}
