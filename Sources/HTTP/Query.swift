/// The query of a request, held against the names its route knows.
package struct Query: Sendable {
  private var values: [String: String] = [:]

  /// Throws `INVALID_FIELD` for a name that is unknown or comes twice, and for a broken encoding.
  package init(_ request: Request, allowed: Set<String>) throws(HTTPError) {
    for pair in request.query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
        let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
      else { throw HTTPError(.invalidField, "The query is not percent-encoded UTF-8, or holds a NUL.") }
      guard allowed.contains(name) else { throw .unknownField(name, allowed: allowed) }
      guard values.updateValue(value, forKey: name) == nil else {
        throw HTTPError(.invalidField, "The query names '\(name)' twice.", details: name, field: name)
      }
    }
  }

  package subscript(_ name: String) -> String? { values[name] }

  /// A whole number within `range`; nil where the query does not name it.
  package func integer(_ name: String, in range: ClosedRange<Int64>) throws(HTTPError) -> Int64? {
    guard let text = values[name] else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw .invalid(
        name,
        range == Int64.min...Int64.max
          ? "must be a whole number" : "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
