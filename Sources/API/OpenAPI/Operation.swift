import HTTP

/// The description of one method of one path: what it takes and what it answers.
///
/// Handlers do not use the description. The tests compare the two, field by field and code by code.
struct Operation: Sendable {
  enum Access: Sendable {
    case anyone
    /// The endpoint does more with a token.
    case optional
    case user
  }

  struct Parameter: Sendable {
    enum Location: String, Sendable { case path, query }

    let name: String
    let location: Location
    let schema: JSONSchema
    let isRequired: Bool
    let summary: String
    /// As it appears in a URI.
    let example: String

    static func path(_ name: String, _ schema: JSONSchema, _ summary: String, example: String) -> Parameter {
      Parameter(name: name, location: .path, schema: schema, isRequired: true, summary: summary, example: example)
    }

    static func query(
      _ name: String, _ schema: JSONSchema, _ summary: String, isRequired: Bool = false, example: String
    ) -> Parameter {
      Parameter(
        name: name, location: .query, schema: schema, isRequired: isRequired, summary: summary, example: example)
    }
  }

  /// An answer that is not an error.
  struct Success: Sendable {
    let status: Status
    let summary: String
    var contentTypes = ["application/json"]
    /// Nil if there is no body.
    let schema: JSONSchema?
    /// JSON; empty if there is none.
    let example: String

    static func json(_ status: Status, _ summary: String, _ schema: JSONSchema, example: String) -> Success {
      Success(status: status, summary: summary, schema: schema, example: example)
    }

    static func json(_ summary: String, _ schema: JSONSchema, example: String) -> Success {
      json(.ok, summary, schema, example: example)
    }

    static func empty(_ summary: String) -> Success {
      Success(status: .noContent, summary: summary, schema: nil, example: "")
    }
  }

  struct RequestBody: Sendable {
    let schema: JSONSchema
    /// JSON; empty if there is none.
    let example: String
    var contentType = "application/json"
  }

  let method: String
  let path: String
  /// Unique, in the form of a function name.
  let id: String
  let summary: String
  /// Plain text; empty if the summary says everything.
  var details = ""
  var access = Access.anyone
  var parameters: [Parameter] = []
  var body: RequestBody?
  /// Whether the answer has an `ETag`, so that it is not sent again to a client that has it.
  var isTagged = false
  let successes: [Success]
  /// Codes in addition to those that follow from the other properties (see `allErrors`).
  var errors: [ErrorCode] = []

  /// All codes, each once, by status and then in the order of `ErrorCode`.
  var allErrors: [ErrorCode] {
    var codes = Set(errors).union(Self.everywhere)
    codes.insert(.invalidField)
    if access != .anyone { codes.formUnion([.invalidToken, .tokenExpired]) }
    if access == .user { codes.formUnion([.missingToken, .databaseUnavailable]) }
    if body != nil { codes.formUnion([.missingData, .unsupportedMediaType, .payloadTooLarge]) }
    if body?.contentType == "application/json" { codes.insert(.invalidJSON) }
    let order = ErrorCode.allCases.enumerated().filter { codes.contains($1) }
    return order.sorted { ($0.1.status.rawValue, $0.0) < ($1.1.status.rawValue, $1.0) }.map(\.1)
  }

  /// Codes that nginx or a worker may answer before a handler gets the request, or if the handler fails.
  static let everywhere: [ErrorCode] = [
    .badRequest, .payloadTooLarge, .uriTooLong, .headersTooLarge, .internalError, .serviceUnavailable,
  ]
}
