import Domain
import HTTP
import JSON
import Scoring

/// `POST /api/recommend`
///
/// Anonymous requests touch no database. With a token the answer is recorded as `recommend` interactions; with the
/// database down a signed token is served all the same, and `recorded` says that it was not.
@Sendable func recommend(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let viewer = try services.viewer(of: request)
  let body = try Body(request, allowed: ["model", "context", "top_k"])
  let count = try body.integer("top_k") ?? 10
  guard (1...100).contains(count) else { throw .invalid("top_k", "must be from 1 to 100") }
  let catalogue = try services.catalogue
  let recommendation = try Recommendation(body, count: Int(count), catalogue, services)
  let isRecorded = try recommendation.record(for: viewer, services)
  return Response(
    headers: viewer == .anonymous ? [] : [("Cache-Control", "no-store")],
    body: JSONWriter.object(capacity: 2_048) { json in
      json.field("result") { json in
        json.array { list in recommendation.movies.forEach { $0.write(catalogue, to: &list) } }
      }
      json.field("model", recommendation.model.name.rawValue)
      json.field("model_version", recommendation.model.version)
      json.field("count", recommendation.movies.count)
      if !recommendation.ignored.isEmpty {
        json.field("ignored") { $0.array { list in recommendation.ignored.forEach { list.integer($0) } } }
      }
      if let isRecorded { json.field("recorded", isRecorded) }
    })
}

/// What one model has to say to one context.
struct Recommendation {
  let model: Model
  /// Best first.
  let movies: [ScoredMovie]
  /// Ids of the context that the catalogue or the model does not know, in the order given.
  let ignored: [MovieID]

  /// Reads `model` and `context` from `body`. Throws the codes of part 3 that speak of them.
  init(_ body: Body, count: Int, _ catalogue: Catalogue, _ services: Services) throws(HTTPError) {
    let context = try Self.context(body)
    model = try Self.model(body, services.models)
    guard let films = model.knownAmong(context, in: catalogue) else {
      throw HTTPError(.invalidContext, "No film of 'context' is known.", details: "context")
    }
    ignored = context.filter { !films.contains($0) }
    movies = model.recommend(
      context: context.filter(films.contains), count: count, workspace: &services.workspace, where: catalogue.contains)
  }

  /// Writes the result to the viewer's history: nothing of it ever counts as taste.
  /// - Returns: nil for an anonymous viewer; false where the database is not available.
  func record(for viewer: Services.Viewer, _ services: Services) throws(HTTPError) -> Bool? {
    switch viewer {
    case .anonymous: return nil
    case .unverified: return false
    case .user(let user): return try record(for: user.id, services)
    }
  }

  private func record(for user: UserID, _ services: Services) throws(HTTPError) -> Bool {
    let shown = movies.compactMap { NewInteraction(movie: $0.id, kind: .recommend, rating: nil) }
    do throws(StoreError) {
      _ = try services.interactions.save(shown, of: user, at: services.now)
      return true
    } catch .unavailable {
      return false
    } catch {
      throw HTTPError(error)
    }
  }

  private static func context(_ body: Body) throws(HTTPError) -> [MovieID] {
    guard let value = body["context"], value != .array([]) else {
      throw HTTPError(.missingContext, "'context' must name at least one film.", details: "context")
    }
    guard case .array(let elements) = value, elements.count <= maximumContext else {
      throw invalidContext
    }
    var context: [MovieID] = []
    var seen: Set<MovieID> = []
    for element in elements {
      guard let id = element.wholeNumber else { throw invalidContext }
      if seen.insert(id).inserted { context.append(id) }
    }
    return context
  }

  private static let maximumContext = 1_000

  private static var invalidContext: HTTPError {
    HTTPError(.invalidContext, "'context' must be a list of at most \(maximumContext) film ids.", details: "context")
  }

  private static func model(_ body: Body, _ models: ModelStates) throws(HTTPError) -> Model {
    guard let value = body["model"] else { throw HTTPError(.missingModel, "'model' is required.", details: "model") }
    guard case .string(let text) = value, let name = ModelName(rawValue: text) else {
      let known = ModelName.allCases.map(\.rawValue).joined(separator: ", ")
      throw HTTPError(.invalidModel, "There is no such model.", details: "known models: \(known)")
    }
    switch models[name] {
    case .available(let model): return model
    case .absent, nil: throw HTTPError(.modelNotFound, "\(name.rawValue) has not been trained yet.")
    case .unusable(let reason):
      throw HTTPError(.apiError, "\(name.rawValue) cannot be used at the moment.", cause: reason)
    }
  }
}

extension Model {
  /// The films of `context` that can be scored; nil where there are none.
  fileprivate func knownAmong(_ context: [MovieID], in catalogue: Catalogue) -> Set<MovieID>? {
    let known = Set(context.filter { catalogue.contains($0) && contains($0) })
    return known.isEmpty ? nil : known
  }
}

extension ScoredMovie {
  fileprivate func write(_ catalogue: Catalogue, to json: inout JSONWriter) {
    json.object { json in
      catalogue.writeMembers(of: id, to: &json)
      json.field("score", score)
    }
  }
}
