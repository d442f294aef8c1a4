/// What reads the fields of a request. Their faults are gathered, so that the answer names them all: readers do not
/// throw, and whoever has read everything calls `check`.
///
/// Until then a field with a fault reads as if it were absent, and a required one as empty.
package protocol Fields {
  /// In the order in which they were found.
  var faults: [HTTPError] { get set }

  /// Nil where the field is absent.
  mutating func string(_ name: String) -> String?
  /// A whole number within `range`; nil where the field is absent.
  mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64?
}

extension Fields {
  package var hasFaults: Bool { !faults.isEmpty }

  package func isFaulty(_ field: String) -> Bool { faults.contains { $0.field == field } }

  /// Of a field just the first fault counts: others may follow from it. Of a request so many do that it says what to
  /// mend and the answer is not longer than it.
  package mutating func refuse(_ fault: HTTPError) {
    guard faults.count < 20, fault.field.map(isFaulty) != true else { return }
    faults.append(fault)
  }

  /// `reason` follows the field's name: `must be a text`.
  package mutating func refuse(_ field: String, _ reason: String) { refuse(.invalid(field, reason)) }

  /// Nil where that throws, which is a fault then.
  package mutating func reading<Value>(_ value: @autoclosure () throws(HTTPError) -> Value) -> Value? {
    do throws(HTTPError) { return try value() } catch { refuse(error) }
    return nil
  }

  /// What `read` makes of the field; nil where it is absent.
  package mutating func string<Value>(_ name: String, _ read: (String) throws(HTTPError) -> Value) -> Value? {
    guard let text = string(name) else { return nil }
    return reading(try read(text))
  }

  package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) -> Choice? {
    string(name) { (text) throws(HTTPError) in
      guard let choice = Choice(rawValue: text) else {
        throw .invalid(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return choice
    }
  }

  /// Throws the first fault, with all in its list.
  package func check() throws(HTTPError) {
    guard var error = faults.first else { return }
    if faults.count > 1 { error.faults = faults.flatMap(\.allFaults) }
    throw error
  }

  /// What has been read of the fields. It is nil only beside a fault, and then this throws as `check` does.
  package func checked<Value>(_ value: Value?) throws(HTTPError) -> Value {
    try check()
    guard let value else { throw HTTPError(.internalError, "Something went wrong on our side.", cause: "no fault") }
    return value
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
