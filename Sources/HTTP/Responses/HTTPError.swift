import JSON

/// The error response to a request. It renders itself; `cause` only goes to the log.
package struct HTTPError: Error, Sendable {
  /// What is wrong with one field.
  package struct Fault: Equatable, Sendable {
    /// Index of the list element that the field belongs to, from 0; nil outside of lists.
    package let index: Int?
    package let field: String?
    package let code: ErrorCode
    package let message: String

    package init(index: Int?, field: String?, code: ErrorCode, message: String) {
      self.index = index
      self.field = field
      self.code = code
      self.message = message
    }
  }

  package let code: ErrorCode
  /// A sentence for people.
  package let message: String
  package var details: String?
  /// The field at fault, if it is a single one.
  package var field: String?
  package var faults: [Fault] = []
  package var headers: [(name: String, value: String)] = []
  package var cause: String?

  package init(_ code: ErrorCode, _ message: String, details: String? = nil, field: String? = nil, cause: String? = nil)
  {
    self.code = code
    self.message = message
    self.details = details
    self.field = field
    self.cause = cause
    switch code.status {
    // A 401 names the scheme to use (RFC 9110 §11.6.1), and whether a token was at fault (RFC 6750 §3.1).
    case .unauthorized:
      let isOfToken = code == .invalidToken || code == .tokenExpired
      headers = [("WWW-Authenticate", isOfToken ? #"Bearer error="invalid_token""# : "Bearer")]
    case .serviceUnavailable: headers = [("Retry-After", "1")]
    default: break
    }
  }

  /// `faults`, or the single field at fault, so that clients find both in the same place.
  package var allFaults: [Fault] {
    guard faults.isEmpty, field != nil || code == .invalidField || code == .missingField else { return faults }
    return [Fault(index: nil, field: field, code: code, message: message)]
  }

  package var response: Response {
    let body = JSONWriter.object { json in
      json.field("error", code.rawValue)
      json.field("message", message)
      if let details { json.field("details", details) }
      if !allFaults.isEmpty {
        json.field("errors") { $0.array { list in allFaults.forEach { $0.write(to: &list) } } }
      }
    }
    // The same request may succeed later.
    var response = Response(
      code.status, headers: headers + [("Cache-Control", "no-store")], body: body, error: code, cause: cause)
    response.isDelayed = code == .overloaded
    return response
  }
}

extension HTTPError.Fault {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      if let index { json.field("index", index) }
      json.field("field", field)
      json.field("code", code.rawValue)
      json.field("message", message)
    }
  }
}
