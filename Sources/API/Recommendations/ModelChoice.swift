import Domain
import HTTP
import Scoring

/// The model that a client asks for, or that an experiment assigns.
enum ModelChoice: Sendable {
  case auto
  case named(ModelName)
  /// A version of a model, whichever is served. No client can ask for it.
  case pinned(Model)

  /// Throws `INVALID_MODEL`.
  init(_ text: String) throws(HTTPError) {
    if text == Auto.name {
      self = .auto
    } else if let name = ModelName.named.first(where: { $0.rawValue == text }) {
      self = .named(name)
    } else {
      throw .unknownModel
    }
  }

  /// Whether the choice is left to the site.
  var isAuto: Bool { if case .auto = self { true } else { false } }
}

extension Services {
  func model(_ choice: ModelChoice, for context: [MovieID], length: Int? = nil) throws(HTTPError) -> Model {
    try models.model(choice, for: context, length: length)
  }

  func bestModel(for context: [MovieID], length: Int? = nil) -> Model? { models.best(for: context, length: length) }
}

extension ModelStates {
  /// The model that answers for `context`, ids that the catalogue knows. Throws `MODEL_NOT_FOUND`, `API_ERROR`.
  /// - Parameter length: the length of context that `auto` chooses for, if it is not that of `context`.
  func model(_ choice: ModelChoice, for context: [MovieID], length: Int? = nil) throws(HTTPError) -> Model {
    switch choice {
    case .auto:
      guard let model = best(for: context, length: length) else { throw .noModel }
      return model
    case .pinned(let model): return model
    case .named(let name):
      switch self[name] {
      case .available(let model, _): return model
      case .absent, nil: throw HTTPError(.modelNotFound, "\(name.rawValue) has not been trained yet.")
      case .unusable(let reason):
        throw HTTPError(.apiError, "\(name.rawValue) cannot be used at the moment.", cause: reason)
      }
    }
  }

  /// The model that `auto` chooses among those that can be used now; nil if none can.
  func best(for context: [MovieID], length: Int? = nil) -> Model? {
    let available = ModelName.allCases.compactMap { self[$0]?.model }
    // A movie that is new to one model may be known to another.
    let knowing = available.filter { context.contains(where: $0.hasLearnt) }
    return Auto.model(forContextOf: length ?? context.count, among: knowing.isEmpty ? available : knowing)
  }

  /// The chances of movies that no model has ranked; nil if no model was trained on ratings.
  func chances(of movies: [MovieID], for known: Chance.Known) -> [Float]? {
    ModelName.allCases.lazy.compactMap { self[$0]?.model?.chances(ofUnscored: movies, for: known) }.first
  }
}

extension HTTPError {
  static var unknownModel: HTTPError {
    let known = (ModelName.named.map(\.rawValue) + [Auto.name]).joined(separator: ", ")
    return HTTPError(.invalidModel, "There is no such model.", details: "known models: \(known)", field: "model")
  }

  static var noModel: HTTPError { HTTPError(.apiError, "No model can be used at the moment.") }
}
