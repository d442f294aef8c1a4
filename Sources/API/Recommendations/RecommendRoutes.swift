import Domain
import HTTP
import JSON
import Scoring

/// `POST /api/recommend`: movies for somebody who likes those of `context`, from the given `model`. `auto` chooses the
/// one that did best on contexts of that length, and the answer names it. `contexts`, in place of `context`, has a list
/// for each member of a party (`Recommendation.forParty`); the answer then has `matches` for each movie, and its
/// `score` is the least of them.
///
/// An anonymous request touches no database. With a token, the answer is recorded, each movie as a `recommend`
/// interaction, neural models also use the user's age and gender, if they are known, and what the user has dismissed is
/// not recommended; as not interesting, it counts like `dislikes` unless it is in the context. While the database is
/// down, a request with a signed token is answered as if it were anonymous, and `recorded` is false.
///
/// 200 `{result: [{id, title, genre, date, score, chance?, drawn?, because?, matches?}], model, model_version,
/// recommendation_id, count, source, experiment?, ignored?, recorded?}`. `because` comes with `explain`:
/// `[{id, title, genre, date, share}]`. `source` is `context`, or `popular` if the model knows no movie of the context,
/// nor one like it; the answer is then what most people have watched. `experiment` is there if the user has an arm,
/// which answers in place of `auto`; `drawn` is true of movies that the arm has drawn (`Exploration`). `ignored` lists
/// ids of `context`, `exclude`, `dislikes` and `candidates` that the catalogue does not have, and ids of `context` that
/// the model does not know. `include: ["ratings"]` adds `rating_average` and `rating_count` to each movie.
///
/// Requests with a token that arrive together are read, and recorded, by one statement each.
let recommend: Router<Services>.GroupHandler = { requests, services in
  zip(requests, services.senders(of: requests))
    .map { request, sender in
      Result { () throws(HTTPError) in try RecommendAnswer(to: request, from: try sender.get(), services) }
    }
    .workingTogether { answers in
      let recorded = services.record(answers.map { ($0.recommendation, $0.viewer) }, on: .recommend)
      return zip(answers, recorded).map { answer, recorded in
        recorded.map { answer.response(isRecorded: $0) }
      }
    }
}

/// Whether a request may wait for the recommendations of others: a long computation or a query of its own would hold
/// all of them up. A body that contains such a name by chance is answered alone, which does no harm.
let isPlainRecommendation: @Sendable (Request) -> Bool = { request in
  // By hand: `Collection.contains(_: some Collection)` takes longer than the recommendation.
  request.body.withUnsafeBufferPointer { body in
    !body.indices.contains { start in
      body[start] == UInt8(ascii: "\"") && namesOfLongWork.contains { body[start...].starts(with: $0) }
    }
  }
}

private let namesOfLongWork = [#""after""#, #""contexts""#, #""explain""#, #""within""#].map { Array($0.utf8) }

/// The answer to a request, except for whether it has been recorded.
private struct RecommendAnswer {
  let viewer: Services.Viewer
  private(set) var recommendation: Recommendation
  private let catalogue: Catalogue
  private let ratings: ShownRatings
  private let ignored: [MovieID]

  private static let names = RecommendFields.names.union(["include"])

  init(to request: Request, from sender: Services.Sender, _ services: Services) throws(HTTPError) {
    viewer = sender.viewer
    var body = try Body(request, allowed: Self.names)
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
    // A party has no arm: a list for several people says nothing about one of them.
    let assignment = model.isAuto && contexts == nil ? services.assignment(of: viewer) : .none
    var options = try requested.resolved(for: viewer, assignment, services)
    options.add(sender.dismissed, context: context)
    let known: [MovieID]
    if let contexts {
      (recommendation, known) = try Recommendation.forParty(
        contexts, all: context, model: model, options, catalogue, request, services)
    } else {
      (recommendation, known) = try Recommendation.forContext(
        context, for: viewer.demographics, model: model.isAuto ? assignment.choice : model, options, catalogue, request,
        services)
    }
    recommendation.after = options.after
    recommendation.participation = assignment.participation
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
