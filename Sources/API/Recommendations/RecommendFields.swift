import Domain
import HTTP
import JSON

/// Reads `context` and `model` of a request, with an error code of its own for each fault.
enum RecommendFields {
  static let names: Set<String> = RequestedOptions.names.union(["model", "context"])

  /// - Parameter maximum: the maximum number of ids.
  static func context(
    _ body: inout Body, _ catalogue: Catalogue, maximum: Int = RequestedOptions.maximumIDs
  ) -> Context {
    var ids: [MovieID] = []
    switch body["context"] {
    case nil, .array([]):
      body.refuse(
        HTTPError(.missingContext, "'context' must name at least one movie.", details: "context", field: "context"))
    case .array(let elements)?:
      ids = elements.compactMap(\.wholeNumber)
      if ids.count != elements.count || ids.count > maximum { body.refuse(invalidContext) }
    default: body.refuse(invalidContext)
    }
    return Context(ids, catalogue)
  }

  static func expectModel(_ body: inout Body) {
    switch body["model"] {
    case nil: body.refuse(HTTPError(.missingModel, "'model' is required.", details: "model", field: "model"))
    case .string?: break
    default: body.refuse(.unknownModel)
    }
  }

  static func model(_ body: inout Body) -> ModelChoice {
    expectModel(&body)
    return body.string("model", ModelChoice.init) ?? .auto
  }

  private static var invalidContext: HTTPError {
    HTTPError(
      .invalidContext, "'context' must be a list of at most \(RequestedOptions.maximumIDs) movie ids.",
      details: "context", field: "context")
  }
}

extension HTTPError {
  static var unknownContext: HTTPError {
    HTTPError(.invalidContext, "No movie of 'context' is known.", details: "context", field: "context")
  }
}
