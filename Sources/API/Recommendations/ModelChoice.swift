import HTTP
import Scoring

/// Which model answers.
extension Services {
  /// The model that a client names. Throws `INVALID_MODEL`, `MODEL_NOT_FOUND`, `API_ERROR`.
  func model(named text: String) throws(HTTPError) -> Model {
    guard let name = ModelName(rawValue: text) else { throw .unknownModel }
    switch models[name] {
    case .available(let model): return model
    case .absent, nil: throw HTTPError(.modelNotFound, "\(name.rawValue) has not been trained yet.")
    case .unusable(let reason):
      throw HTTPError(.apiError, "\(name.rawValue) cannot be used at the moment.", cause: reason)
    }
  }

  /// The model where the client names none: the first of the registry that can be used; nil where none can.
  func defaultModel() -> Model? {
    let states = models
    return Models.all.lazy.compactMap { description in
      if case .available(let model)? = states[description.name] { model } else { nil }
    }.first
  }
}

extension HTTPError {
  static var unknownModel: HTTPError {
    let known = ModelName.allCases.map(\.rawValue).joined(separator: ", ")
    return HTTPError(.invalidModel, "There is no such model.", details: "known models: \(known)")
  }

  /// No model at all can be used.
  static var noModel: HTTPError { HTTPError(.apiError, "No model can be used at the moment.") }
}
