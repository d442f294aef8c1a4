/// Reads the fields of a request and collects their faults, so that the response can name all of them. The reading
/// methods do not throw; the caller calls `check` after reading everything.
///
/// Until then a faulty field reads as if it were absent, and a required one as if it were empty.
package protocol Fields {
  /// The faults in the order in which they were found.
  var faults: [HTTPError] { get set }

  /// Nil if the field is absent.
  mutating func string(_ name: String) -> String?
  /// A whole number within `range`; nil if the field is absent.
  mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64?
  /// A number within `range`; nil if the field is absent.
  mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double?
}

extension Fields {
  package var hasFaults: Bool { !faults.isEmpty }

  package func isFaulty(_ field: String) -> Bool { faults.contains { $0.field == field } }

  /// Records a fault. Only the first fault of each field counts, because others may follow from it, and only the first
  /// 20 of a request, so that the response stays short.
  package mutating func refuse(_ fault: HTTPError) {
    guard faults.count < 20, fault.field.map(isFaulty) != true else { return }
    faults.append(fault)
  }

  /// Records a fault. `reason` continues a sentence that starts with the field's name: `must be a string`.
  package mutating func refuse(_ field: String, _ reason: String) { refuse(.invalid(field, reason)) }

  /// Returns `value`. If it throws, records the error as a fault and returns nil.
  package mutating func reading<Value>(_ value: @autoclosure () throws(HTTPError) -> Value) -> Value? {
    do throws(HTTPError) { return try value() } catch { refuse(error) }
    return nil
  }

  /// The field converted by `read`; nil if it is absent.
  package mutating func string<Value>(_ name: String, _ read: (String) throws(HTTPError) -> Value) -> Value? {
    guard let text = string(name) else { return nil }
    return reading(try read(text))
  }

  package mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
    string(name) { (text) throws(HTTPError) in
      // `Double` would also read hexadecimal digits and `nan`.
      guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let number = Double(text),
        range.contains(number)
      else { throw .outside(name, range) }
      return number
    }
  }

  package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) -> Choice? {
    string(name) { (text) throws(HTTPError) in
      guard let choice = Choice(rawValue: text) else {
        throw .invalid(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return choice
    }
  }

  /// Throws the first fault, with all faults in its `faults`.
  package func check() throws(HTTPError) {
    guard var error = faults.first else { return }
    if faults.count > 1 { error.faults = faults.flatMap(\.allFaults) }
    throw error
  }

  /// Returns `value` if there are no faults, and throws as `check` does otherwise. `value` may only be nil after a
  /// fault.
  package func checked<Value>(_ value: Value?) throws(HTTPError) -> Value {
    try check()
    guard let value else { throw HTTPError(.internalError, "Something went wrong on our side.", cause: "no fault") }
    return value
  }
}

extension HTTPError {
  /// The error for a required field that is absent.
  package static func missing(_ field: String) -> HTTPError {
    HTTPError(.missingField, "'\(field)' is required.", details: field, field: field)
  }

  /// `reason` continues a sentence that starts with the field's name: `must be a string`.
  package static func invalid(_ field: String, _ reason: String) -> HTTPError {
    HTTPError(.invalidField, "'\(field)' \(reason).", details: field, field: field)
  }

  static func outside(_ name: String, _ range: ClosedRange<Double>) -> HTTPError {
    .invalid(name, "must be a number from \(text(range.lowerBound)) to \(text(range.upperBound))")
  }

  private static func text(_ bound: Double) -> String { Int64(exactly: bound).map { "\($0)" } ?? "\(bound)" }

  static func unknownField(_ field: String, allowed: Set<String>) -> HTTPError {
    let field = field.shortened
    let known = allowed.isEmpty ? "none" : allowed.sorted().joined(separator: ", ")
    return HTTPError(
      .invalidField, "'\(field)' is not a field of this request.", details: "known fields: \(known)", field: field)
  }
}

extension String {
  /// At most 64 characters, for quoting client input: the response should not grow with the request.
  var shortened: String { unicodeScalars.count > 64 ? String(unicodeScalars.prefix(64)) + "…" : self }
}
