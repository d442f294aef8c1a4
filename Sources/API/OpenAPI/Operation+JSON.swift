import HTTP
import JSON

extension Operation {
  /// Writes the Operation Object (OpenAPI 3.1.0 §4.8.10).
  func write(to json: inout JSONWriter, tag: String) {
    json.object { json in
      json.field("operationId", id)
      json.field("tags") { $0.array { $0.string(tag) } }
      json.field("summary", summary)
      if !details.isEmpty { json.field("description", details) }
      if access != .anyone { writeSecurity(to: &json) }
      if !parameters.isEmpty || isTagged {
        json.field("parameters") { json in
          json.array { list in
            parameters.forEach { $0.write(to: &list) }
            if isTagged { list.object { $0.field("$ref", "#/components/parameters/IfNoneMatch") } }
          }
        }
      }
      if let body {
        json.field("requestBody") { json in
          json.object { json in
            json.field("required", true)
            Self.writeContent([body.contentType], body.schema, example: body.example, to: &json)
          }
        }
      }
      json.field("responses") { json in
        json.object { json in
          for success in successes {
            json.field(named: "\(success.status.rawValue)") { success.write(to: &$0, isTagged: isTagged) }
          }
          if isTagged {
            let unchanged = Success(
              status: .notModified, summary: "The answer has a tag of `If-None-Match`.", schema: nil, example: "")
            json.field(named: "304") { unchanged.write(to: &$0, isTagged: true) }
          }
          writeErrors(to: &json)
        }
      }
    }
  }

  private func writeSecurity(to json: inout JSONWriter) {
    json.field("security") { json in
      json.array { list in
        list.object { $0.field("bearer") { $0.array { _ in } } }
        if access == .optional { list.object { _ in } }
      }
    }
  }

  private func writeErrors(to json: inout JSONWriter) {
    for (status, codes) in Operation.byStatus(allErrors) {
      json.field(named: "\(status)") { json in
        json.object { json in
          json.field("description", codes.map { "`\($0.rawValue)`: \($0.summary)" }.joined(separator: "\n\n"))
          Operation.writeHeaders(ofError: status, to: &json)
          Operation.writeContent(["application/json"], .error, example: "", to: &json)
          // For programs. If the schema listed the codes, generated clients would have a type for each status.
          json.field("x-error-codes") { $0.array { list in codes.forEach { list.string($0.rawValue) } } }
        }
      }
    }
  }

  /// The codes by status, ascending. `SERVICE_UNAVAILABLE` has three: nginx answers 502, 503 or 504 if no server does.
  static func byStatus(_ codes: [ErrorCode]) -> [(status: Int, codes: [ErrorCode])] {
    var statuses: [Int: [ErrorCode]] = [:]
    for code in codes {
      for status in code == .serviceUnavailable ? [502, 503, 504] : [code.status.rawValue] {
        statuses[status, default: []].append(code)
      }
    }
    return statuses.sorted { $0.key < $1.key }.map { (status: $0.key, codes: $0.value) }
  }

  fileprivate static func writeContent(
    _ types: [String], _ schema: JSONSchema, example: String, to json: inout JSONWriter
  ) {
    json.field("content") { json in
      json.object { json in
        for type in types {
          json.field(named: type) { json in
            json.object { json in
              json.field("schema") { schema.write(to: &$0) }
              if !example.isEmpty { json.field("example") { $0.encoded(Array(example.utf8)) } }
            }
          }
        }
      }
    }
  }

  /// Writes the headers that every answer has, and those of its status.
  fileprivate static func writeHeaders(
    ofError status: Int? = nil, isTagged: Bool = false, to json: inout JSONWriter
  ) {
    json.field("headers") { json in
      json.object { json in
        json.field("X-Request-ID") { $0.object { $0.field("$ref", "#/components/headers/RequestID") } }
        if isTagged { json.field("ETag") { $0.object { $0.field("$ref", "#/components/headers/ETag") } } }
        switch status {
        case 401:
          json.field("WWW-Authenticate") { $0.object { $0.field("$ref", "#/components/headers/Authenticate") } }
        case 429, 502, 503, 504:
          json.field("Retry-After") { $0.object { $0.field("$ref", "#/components/headers/RetryAfter") } }
        default: break
        }
      }
    }
  }
}

extension Operation.Parameter {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("name", name)
      json.field("in", location.rawValue)
      json.field("description", summary)
      if isRequired { json.field("required", true) }
      if case .list = schema {
        json.field("style", "form")
        json.field("explode", false)
      }
      json.field("schema") { schema.write(to: &$0) }
      json.field("example") { writeExample(to: &$0) }
    }
  }

  /// Writes the example as a value of the schema's type.
  private func writeExample(to json: inout JSONWriter) {
    switch schema {
    case .integer: json.integer(Int64(example))
    case .number: json.real(Double(example))
    case .boolean: json.bool(example == "true")
    case .list(let element, _):
      json.array { list in
        for part in example.split(separator: ",") {
          if case .integer = element { list.integer(Int64(part)) } else { list.string(String(part)) }
        }
      }
    default: json.string(example)
    }
  }
}

extension Operation.Success {
  fileprivate func write(to json: inout JSONWriter, isTagged: Bool) {
    json.object { json in
      json.field("description", summary)
      Operation.writeHeaders(isTagged: isTagged, to: &json)
      if let schema { Operation.writeContent(contentTypes, schema, example: example, to: &json) }
    }
  }
}
