/// The query of a request, held against the names its route knows.
package struct Query: Fields, Sendable {
  private var values: [String: String] = [:]
  package var faults: [HTTPError] = []

  /// A name that is unknown or comes twice is a fault, and so is a broken encoding, with which reading ends.
  package init(_ request: Request, allowed: Set<String>) {
    for pair in request.query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
        let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
      else {
        refuse(HTTPError(.invalidField, "The query is not percent-encoded UTF-8, or holds a NUL."))
        return
      }
      if !allowed.contains(name) {
        refuse(.unknownField(name, allowed: allowed))
      } else if values.updateValue(value, forKey: name) != nil {
        refuse(HTTPError(.invalidField, "The query names '\(name)' twice.", details: name, field: name))
      }
    }
  }

  /// For calls that take no query.
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
