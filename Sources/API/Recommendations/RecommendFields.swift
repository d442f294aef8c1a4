import Domain
import HTTP
import JSON

/// Reads `context`, `contexts` and `model` of a request, with an error code of its own for each fault.
enum RecommendFields {
  static let names: Set<String> = RequestedOptions.names.union(["model", "context", "contexts"])

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

  /// The members of a party.
  static let partySize = 2...8

  /// The contexts of the members of a party, in place of `context`; nil if the request is for one person. Together they
  /// may be as long as one context, so that a party costs little more than as many ordinary requests.
  static func contexts(_ body: inout Body, _ catalogue: Catalogue) -> [Context]? {
    guard let value = body["contexts"] else { return nil }
    if body["context"] != nil { body.refuse("contexts", "is not allowed with 'context'") }
    var lists: [[MovieID]] = []
    if case .array(let members) = value {
      for case .array(let elements) in members {
        let ids = elements.compactMap(\.wholeNumber)
        if ids.count == elements.count, !ids.isEmpty { lists.append(ids) }
      }
      if lists.count != members.count { lists = [] }
    }
    guard partySize.contains(lists.count), lists.reduce(0, { $0 + $1.count }) <= RequestedOptions.maximumIDs else {
      body.refuse(invalidContexts)
      return []
    }
    let contexts = lists.map { Context($0, catalogue) }
    if let unknown = contexts.firstIndex(where: \.movies.isEmpty) {
      body.refuse(.unknownContext("list \(unknown + 1) of 'contexts'", field: "contexts"))
    }
    return contexts
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

  private static var invalidContexts: HTTPError {
    HTTPError(
      .invalidContext,
      """
      'contexts' must be \(partySize.lowerBound) to \(partySize.upperBound) lists of movie ids, none of them empty, \
      and together at most \(RequestedOptions.maximumIDs).
      """, details: "contexts", field: "contexts")
  }
}

extension HTTPError {
  static var unknownContext: HTTPError { unknownContext("'context'", field: "context") }

  static func unknownContext(_ list: String, field: String) -> HTTPError {
    HTTPError(.invalidContext, "No movie of \(list) is known.", details: field, field: field)
  }
}
