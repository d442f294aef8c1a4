import JSON

/// The fields of a JSON object that a client sent, held against the names that the route knows.
///
/// `null` means absent. Every error names the field.
package struct Body: Sendable {
  private let members: [String: JSONValue]

  /// Half as much again as a batch of 1,000 interactions or a recommendation with every list full. Reading takes a time
  /// that grows with the length, whatever comes of it.
  package static let usualMaximumBytes = 256 << 10

  /// So many bytes of a body allow for an element of a list. Most have more, and a list of the shortest would take
  /// longest to read: 256 KiB have room for 131,072.
  private static let bytesPerElement = 16

  /// More than any call has but a batch of interactions.
  package static let usualMaximumNames = 64

  /// The body of `request`, which takes no query then. Throws `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
  /// `MISSING_DATA` for no body and for an object without members, `INVALID_JSON`, and `INVALID_FIELD` for JSON that is
  /// no object and a name that is not `allowed`; nil allows every name.
  /// - Parameter nullable: the fields where `null` says something of its own, and is kept.
  package init(
    _ request: Request, allowed: Set<String>?, nullable: Set<String> = [], maximumBytes: Int = usualMaximumBytes,
    maximumNames: Int = usualMaximumNames
  ) throws(HTTPError) {
    if allowed != nil { _ = try Query(request, allowed: []) }
    guard !request.body.isEmpty else { throw HTTPError(.missingData, "The request has no body.") }
    try self.init(Self.json(request, maximumBytes, maximumNames), allowed: allowed, nullable: nullable)
    guard !members.isEmpty else { throw HTTPError(.missingData, "The request has no data.") }
  }

  private static func json(_ request: Request, _ maximumBytes: Int, _ maximumNames: Int) throws(HTTPError) -> JSONValue
  {
    try MediaType.expectJSON(request)
    guard request.body.count <= maximumBytes else {
      throw HTTPError(.payloadTooLarge, "The body of this request may have at most \(maximumBytes) bytes.")
    }
    do {
      return try JSONParser.parse(
        request.body, maximumElements: maximumBytes / bytesPerElement, maximumNames: maximumNames)
    } catch {
      throw HTTPError(.invalidJSON, "The body is not valid JSON.", details: error.description)
    }
  }

  /// For calls that take neither a query nor fields: an empty object says nothing, and passes. Throws as `init` does.
  package static func expectNone(_ request: Request) throws(HTTPError) {
    _ = try Query(request, allowed: [])
    if !request.body.isEmpty { _ = try Body(json(request, usualMaximumBytes, usualMaximumNames), allowed: []) }
  }

  /// A nested object.
  package init(
    _ value: JSONValue, allowed: Set<String>?, nullable: Set<String> = []
  ) throws(HTTPError) {
    guard case .object(let members) = value else {
      throw HTTPError(.invalidField, "Expected a JSON object.")
    }
    if let allowed, let unknown = members.keys.filter({ !allowed.contains($0) }).min() {
      throw .unknownField(unknown, allowed: allowed)
    }
    self.members = members.filter { $0.value != .null || nullable.contains($0.key) }
  }

  /// Nil where the field is absent.
  package subscript(_ name: String) -> JSONValue? { members[name] }

  package func string(_ name: String) throws(HTTPError) -> String? {
    guard let value = members[name] else { return nil }
    guard case .string(let text) = value else { throw .invalid(name, "must be a text") }
    return text
  }

  package func requiredString(_ name: String) throws(HTTPError) -> String {
    guard let text = try string(name) else { throw .missing(name) }
    return text
  }

  package func integer(_ name: String) throws(HTTPError) -> Int64? {
    guard let value = members[name] else { return nil }
    guard let number = value.wholeNumber else { throw .invalid(name, "must be a whole number") }
    return number
  }

  package func requiredInteger(_ name: String) throws(HTTPError) -> Int64 {
    guard let number = try integer(name) else { throw .missing(name) }
    return number
  }

  package func bool(_ name: String) throws(HTTPError) -> Bool? {
    guard let value = members[name] else { return nil }
    guard case .bool(let flag) = value else { throw .invalid(name, "must be true or false") }
    return flag
  }

  package func array(_ name: String) throws(HTTPError) -> [JSONValue]? {
    guard let value = members[name] else { return nil }
    guard case .array(let elements) = value else { throw .invalid(name, "must be a list") }
    return elements
  }
}

extension HTTPError {
  /// A field that is needed and absent.
  package static func missing(_ field: String) -> HTTPError {
    HTTPError(.missingField, "'\(field)' is required.", details: field, field: field)
  }

  /// `reason` follows the field's name: `must be a text`.
  package static func invalid(_ field: String, _ reason: String) -> HTTPError {
    HTTPError(.invalidField, "'\(field)' \(reason).", details: field, field: field)
  }

  static func unknownField(_ field: String, allowed: Set<String>) -> HTTPError {
    let field = field.shortened
    let known = allowed.isEmpty ? "none" : allowed.sorted().joined(separator: ", ")
    return HTTPError(
      .invalidField, "'\(field)' is not a field of this request.", details: "known fields: \(known)", field: field)
  }
}

extension String {
  /// What comes back of something that a client sent should not be as long as the request.
  var shortened: String { unicodeScalars.count > 64 ? String(unicodeScalars.prefix(64)) + "…" : self }
}
