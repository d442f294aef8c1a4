import JSON

/// Validates JSON values against the part of JSON Schema 2020-12 that the API description uses. An unknown keyword is a
/// fault of the schema.
struct SchemaValidator {
  /// The document that references point into.
  let document: JSONValue
  /// Whether objects may have undescribed members unless the schema forbids them. Clients should ignore such members;
  /// tests should not.
  var allowsMore = false

  /// The faults, each with its place; empty if the value conforms to the schema.
  func faults(_ value: JSONValue, _ schema: JSONValue, at place: String = "$") -> [String] {
    guard case .object(let keywords) = schema else { return ["\(place): the schema is not an object"] }
    return keywords.flatMap { keyword, argument -> [String] in
      switch keyword {
      case "description", "format": []
      case "$ref": faults(value, resolve(argument), at: place)
      case "anyOf": argument.elements.contains { faults(value, $0).isEmpty } ? [] : ["\(place): matches none of anyOf"]
      case "allOf": argument.elements.flatMap { faults(value, $0, at: place) }
      case "type": isOfType(value, argument) ? [] : ["\(place): \(value) is not \(argument)"]
      case "enum": argument.elements.contains(value) ? [] : ["\(place): \(value) is not one of \(argument)"]
      case "const": value == argument ? [] : ["\(place): \(value) is not \(argument)"]
      case "not": faults(value, argument).isEmpty ? ["\(place): \(value) must not be \(argument)"] : []
      case "if": faults(value, faults(value, argument).isEmpty ? keywords["then"] : keywords["else"], at: place)
      case "then", "else": []
      case "minProperties": members(value).isEmpty ? ["\(place): no members"] : []
      case "properties":
        propertyFaults(value, argument, at: place)
          + (keywords["type"] == .string("object") && !allowsMore
            ? unknown(value, argument).map { "\(place): unknown \($0)" } : [])
      case "required": missing(value, argument).map { "\(place): missing \($0)" }
      case "additionalProperties": unknown(value, keywords["properties"]).map { "\(place): unknown \($0)" }
      case "items": elementFaults(value, argument, at: place)
      default: isWithinBounds(value, keyword, argument) ? [] : ["\(place): \(value) violates \(keyword) \(argument)"]
      }
    }
  }

  private func faults(_ value: JSONValue, _ schema: JSONValue?, at place: String) -> [String] {
    schema.map { faults(value, $0, at: place) } ?? []
  }

  /// `schema`, or the schema that it refers to.
  func resolved(_ schema: JSONValue) -> JSONValue { schema["$ref"].map(resolve) ?? schema }

  private func resolve(_ reference: JSONValue) -> JSONValue {
    guard case .string(let path) = reference else { return .null }
    return path.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
  }

  private func isOfType(_ value: JSONValue, _ type: JSONValue) -> Bool {
    if case .array(let types) = type { return types.contains { isOfType(value, $0) } }
    return switch (type, value) {
    case (.string("null"), .null), (.string("boolean"), .bool), (.string("string"), .string): true
    case (.string("array"), .array), (.string("object"), .object), (.string("number"), .real): true
    case (.string("number"), .integer), (.string("integer"), .integer): true
    default: false
    }
  }

  private func members(_ value: JSONValue?) -> [String: JSONValue] {
    if case .object(let members)? = value { members } else { [:] }
  }

  private func propertyFaults(_ value: JSONValue, _ properties: JSONValue, at place: String) -> [String] {
    members(value).flatMap { name, member in
      properties[name].map { faults(member, $0, at: "\(place).\(name)") } ?? []
    }
  }

  private func missing(_ value: JSONValue, _ required: JSONValue) -> [JSONValue] {
    guard case .object(let members) = value else { return [] }
    return required.elements.filter { name in !members.keys.contains { .string($0) == name } }
  }

  private func unknown(_ value: JSONValue, _ properties: JSONValue?) -> [String] {
    members(value).keys.filter { members(properties)[$0] == nil }
  }

  private func elementFaults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    value.elements.enumerated().flatMap { faults($1, schema, at: "\(place)[\($0)]") }
  }

  private func isWithinBounds(_ value: JSONValue, _ keyword: String, _ bound: JSONValue) -> Bool {
    guard let bound = number(bound) else {
      guard keyword == "pattern", case .string(let pattern) = bound, let regex = try? Regex(pattern) else {
        return false
      }
      if case .string(let text) = value { return text.contains(regex) }
      return true
    }
    switch (keyword, value) {
    case ("minimum", _): return number(value).map { $0 >= bound } ?? true
    case ("maximum", _): return number(value).map { $0 <= bound } ?? true
    case ("minLength", .string(let text)): return Double(text.unicodeScalars.count) >= bound
    case ("maxLength", .string(let text)): return Double(text.unicodeScalars.count) <= bound
    case ("minItems", .array(let elements)): return Double(elements.count) >= bound
    case ("maxItems", .array(let elements)): return Double(elements.count) <= bound
    case ("minLength", .null), ("maxLength", .null), ("minItems", .null), ("maxItems", .null): return true
    default: return false
    }
  }

  private func number(_ value: JSONValue) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .real(let number): number
    default: nil
    }
  }
}
