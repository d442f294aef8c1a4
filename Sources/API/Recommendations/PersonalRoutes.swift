import Domain
import HTTP
import JSON
import Scoring

/// `GET /api/recommendations`: movies for the user, based on those they rated and picked. Takes the options of `POST
/// /api/recommend` as a query (lists separated by commas); `model` is `auto` by default. Neural models also use the
/// user's age and gender, if they are known. Movies that the user has rated, picked or dismissed are not recommended,
/// and low ratings and dismissals as not interesting count as dislikes. If nothing is known about the user, the answer
/// is what most people have watched, and `source` says so. Recorded.
///
/// 200 `{result: [{id, title, genre, date, score, chance?, drawn?, because?}], model, model_version,
/// recommendation_id, count, source, experiment?, ignored?, recorded}`; `source` is `history` or `popular`; `ignored`
/// lists ids of `exclude` and `candidates` that the catalogue does not have. `HEAD` shows nothing to the user, so
/// nothing is recorded.
@Sendable func personalRecommendations(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let user = try services.user(of: request)
  var query = Query(request, allowed: RequestedOptions.queryNames.union(["model", "include"]))
  let catalogue = try services.catalogue
  let requested = RequestedOptions(&query, catalogue)
  let ratings = ShownRatings(&query, services)
  let choice = query.string("model", ModelChoice.init) ?? .auto
  try query.check()
  let taste = try stored(try services.recommendations.taste(of: user.id))
  let assignment = choice.isAuto ? services.assignment(of: .user(user)) : .none
  let start = try PersonalStart(taste, catalogue) { (liked) throws(HTTPError) in
    choice.isAuto ? services.model(assignment, for: liked) : try services.model(choice, for: liked)
  }
  var options = try requested.resolved(for: .user(user), assignment, services)
  options.dislikes = taste.disliked
  var recommendation: Recommendation
  if let model = start.model, !start.context.isEmpty {
    recommendation = try Recommendation(
      model, context: start.context, for: user.demographics, known: start.opinions, seen: start.unwanted, options,
      source: .history, catalogue, request, services)
  } else {
    recommendation = Recommendation(popularBut: start.unwanted, known: start.opinions, options, catalogue, services)
  }
  recommendation.after = options.after
  recommendation.participation = assignment.participation
  let isRecorded =
    request.method == "HEAD" ? false : try services.record(recommendation, for: .user(user), on: .recommendations)
  return .personal(.ok) { json in
    recommendation.writeMembers(catalogue, ratings, to: &json)
    json.field("source", recommendation.source.rawValue)
    json.writeIgnored(requested.unknown)
    json.field("recorded", isRecorded ?? false)
  }
}

/// `GET /api/recommendations/history?limit=&cursor=`: the lists that were recommended to the user, newest first.
/// `limit` is 1–100, 20 by default.
///
/// 200 `{recommendations: [{recommendation_id, model, model_version, source, created_at, experiment?, result: [{id,
/// title, genre, date, drawn?}]}], next_cursor}`; `source` is `context`, `history` or `popular`.
@Sendable func recommendationHistory(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  var query = Query(request, allowed: ["limit", "cursor"])
  let limit = Int(query.integer("limit", in: 1...100) ?? 20)
  let before = query.integer("cursor", in: .min ... .max)
  try query.check()
  let catalogue = try services.catalogue
  let page = try stored(
    try services.recommendations.recorded(for: session, limit: limit, before: before, rejected: nil))
  return .personal(.ok) { json in
    json.field("recommendations") { json in
      json.array { list in page.recommendations.forEach { $0.write(catalogue, to: &list) } }
    }
    json.field("next_cursor", page.next.map { String($0) })
  }
}

extension RecordedRecommendation {
  /// Skips movies that are no longer in the catalogue.
  func write(_ catalogue: Catalogue, to json: inout JSONWriter) {
    json.object { json in
      json.field("recommendation_id", id.description)
      json.field("model", model)
      json.field("model_version", modelVersion)
      json.field("source", source.rawValue)
      json.field("created_at", createdAt)
      participation?.writeField(to: &json)
      let drawn = drawn
      json.field("result") { json in
        json.array { list in
          for (place, movie) in movies.enumerated() where catalogue.knows(movie) {
            list.object { json in
              catalogue.writeMembers(of: movie, to: &json)
              if drawn.contains(place) { json.field("drawn", true) }
            }
          }
        }
      }
    }
  }
}
