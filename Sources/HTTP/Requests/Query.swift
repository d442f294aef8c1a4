/// The query of a request, checked against the names that the route allows.
package struct Query: Fields, Sendable {
  private var values: [String: String] = [:]
  package var faults: [HTTPError] = []

  /// An unknown or repeated name is a fault. So is an invalid encoding, which also ends parsing.
  package init(_ request: Request, allowed: Set<String>) {
    // By bytes: to Swift, a separator and a combining mark that follows it are one character.
    for pair in request.query.utf8.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        .map(Substring.init)
      guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
        let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
      else {
        refuse(HTTPError(.invalidField, "The query is not percent-encoded UTF-8, or contains a NUL."))
        return
      }
      if !allowed.contains(name) {
        refuse(.unknownField(name, allowed: allowed))
      } else if values.updateValue(value, forKey: name) != nil {
        refuse(HTTPError(.invalidField, "The query names '\(name)' twice.", details: name, field: name))
      }
    }
  }

  /// Checks a request that takes no query.
  package static func expectNone(_ request: Request) throws(HTTPError) { try Query(request, allowed: []).check() }

  package subscript(_ name: String) -> String? { values[name] }

  package func string(_ name: String) -> String? { values[name] }

  package mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
    string(name) { (text) throws(HTTPError) in
      guard let number = Int64(text), range.contains(number) else {
        throw .invalid(
          name,
          range == Int64.min...Int64.max
            ? "must be a whole number" : "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
  }
}
