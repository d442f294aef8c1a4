import Domain
import HTTP
import Scoring

/// Which model answers.
extension Services {
  /// The model that a client names, for a context of films of the catalogue. Throws `INVALID_MODEL`, `MODEL_NOT_FOUND`,
  /// `API_ERROR`.
  func model(named text: String, for context: [MovieID]) throws(HTTPError) -> Model {
    if text == Auto.name {
      guard let model = bestModel(for: context) else { throw .noModel }
      return model
    }
    guard let name = ModelName(rawValue: text) else { throw .unknownModel }
    switch models[name] {
    case .available(let model, _): return model
    case .absent, nil: throw HTTPError(.modelNotFound, "\(name.rawValue) has not been trained yet.")
    case .unusable(let reason):
      throw HTTPError(.apiError, "\(name.rawValue) cannot be used at the moment.", cause: reason)
    }
  }

  /// What `auto` chooses among the models that can be used now; nil where none can.
  func bestModel(for context: [MovieID]) -> Model? {
    let states = models
    let available = Models.all.compactMap { states[$0.name]?.model }
    // Films that came after the training of one may be known to another.
    let knowing = available.filter { context.contains(where: $0.contains) }
    return Auto.model(forContextOf: context.count, among: knowing.isEmpty ? available : knowing)
  }
}

extension HTTPError {
  static var unknownModel: HTTPError {
    let known = (ModelName.allCases.map(\.rawValue) + [Auto.name]).joined(separator: ", ")
    return HTTPError(.invalidModel, "There is no such model.", details: "known models: \(known)", field: "model")
  }

  /// No model at all can be used.
  static var noModel: HTTPError { HTTPError(.apiError, "No model can be used at the moment.") }
}
