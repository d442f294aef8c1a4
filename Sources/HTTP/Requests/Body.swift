import JSON

/// The fields of a JSON object in a request, checked against the names that the route allows.
///
/// `null` means absent. Every error names its field.
package struct Body: Fields, Sendable {
  private let members: [String: JSONValue]
  package var faults: [HTTPError] = []

  /// 1.5 times the size of a batch of 1,000 interactions or of a recommendation request with all lists full. Parsing
  /// time grows with the length, even if the body is then refused.
  package static let usualMaximumBytes = 256 << 10

  /// The maximum number of list elements is the maximum size of the body divided by this. Most elements are longer, and
  /// lists of the shortest would take longest to parse: 131,072 would fit into 256 KiB.
  private static let bytesPerElement = 16

  /// Enough for every request except a batch of interactions.
  package static let usualMaximumNames = 64

  /// Reads the body of `request`, which must have no query unless `allowed` is nil. Throws `PAYLOAD_TOO_LARGE`,
  /// `UNSUPPORTED_MEDIA_TYPE`, `MISSING_DATA` if there is no body or the object is empty, `INVALID_JSON`, and
  /// `INVALID_FIELD` if the JSON is not an object.
  /// - Parameters:
  ///   - allowed: the allowed names; any other is a fault. Nil allows every name.
  ///   - nullable: the fields in which `null` has a meaning and is kept.
  package init(
    _ request: Request, allowed: Set<String>?, nullable: Set<String> = [], maximumBytes: Int = usualMaximumBytes,
    maximumNames: Int = usualMaximumNames
  ) throws(HTTPError) {
    if allowed != nil { try Query.expectNone(request) }
    guard !request.body.isEmpty else { throw HTTPError(.missingData, "The request has no body.") }
    try self.init(Self.json(request, maximumBytes, maximumNames), allowed: allowed, nullable: nullable)
    guard !members.isEmpty || hasFaults else { throw HTTPError(.missingData, "The request has no data.") }
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

  /// Checks a request that takes neither a query nor fields. An empty object is accepted. Throws as `init` does.
  package static func expectNone(_ request: Request) throws(HTTPError) {
    try Query.expectNone(request)
    if !request.body.isEmpty { try Body(json(request, usualMaximumBytes, usualMaximumNames), allowed: []).check() }
  }

  /// Reads a nested object.
  package init(
    _ value: JSONValue, allowed: Set<String>?, nullable: Set<String> = []
  ) throws(HTTPError) {
    guard case .object(let members) = value else {
      throw HTTPError(.invalidField, "Expected a JSON object.")
    }
    self.members = members.filter { $0.value != .null || nullable.contains($0.key) }
    guard let allowed else { return }
    for name in members.keys.filter({ !allowed.contains($0) }).sorted() {
      refuse(.unknownField(name, allowed: allowed))
    }
  }

  /// Nil if the field is absent.
  package subscript(_ name: String) -> JSONValue? { members[name] }

  package mutating func string(_ name: String) -> String? {
    guard let value = members[name] else { return nil }
    if case .string(let text) = value { return text }
    refuse(name, "must be a string")
    return nil
  }

  /// - Parameter read: returns the text in the form to use, or throws.
  package mutating func requiredString(
    _ name: String, _ read: (String) throws(HTTPError) -> String = { (text) throws(HTTPError) in text }
  ) -> String {
    expect(name)
    return string(name, read) ?? ""
  }

  package mutating func integer(_ name: String) -> Int64? {
    guard let value = members[name] else { return nil }
    if let number = value.wholeNumber { return number }
    refuse(name, "must be a whole number")
    return nil
  }

  package mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
    guard let number = integer(name) else { return nil }
    if range.contains(number) { return number }
    refuse(name, "must be from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  package mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
    let number: Double
    switch members[name] {
    case nil: return nil
    case .integer(let value)?: number = Double(value)
    case .real(let value)?: number = value
    default: number = .nan
    }
    if range.contains(number) { return number }
    refuse(.outside(name, range))
    return nil
  }

  package mutating func requiredInteger(_ name: String) -> Int64 {
    expect(name)
    return integer(name) ?? 0
  }

  package mutating func bool(_ name: String) -> Bool? {
    guard let value = members[name] else { return nil }
    if case .bool(let flag) = value { return flag }
    refuse(name, "must be true or false")
    return nil
  }

  package mutating func array(_ name: String) -> [JSONValue]? {
    guard let value = members[name] else { return nil }
    if case .array(let elements) = value { return elements }
    refuse(name, "must be a list")
    return nil
  }

  private mutating func expect(_ name: String) {
    if members[name] == nil { refuse(.missing(name)) }
  }
}
