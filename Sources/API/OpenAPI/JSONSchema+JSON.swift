import JSON

extension JSONSchema {
  /// Writes the schema as an object of its own.
  func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0, isNullable: false) } }

  /// Writes the schema as an object with a description.
  /// - Parameter summary: the description; empty for none.
  func write(to json: inout JSONWriter, summary: String) {
    json.object { json in
      writeMembers(to: &json, isNullable: false)
      if !summary.isEmpty { json.field("description", summary) }
    }
  }

  private func writeMembers(to json: inout JSONWriter, isNullable: Bool) {
    switch self {
    case .string(let length, let format, let pattern):
      Self.writeType("string", isNullable, to: &json)
      if let length {
        if length.lowerBound > 0 { json.field("minLength", length.lowerBound) }
        json.field("maxLength", length.upperBound)
      }
      if let format { json.field("format", format) }
      if let pattern { json.field("pattern", pattern) }
    case .constant(let word):
      Self.writeType("string", isNullable, to: &json)
      json.field("const", word)
    case .words(let words):
      Self.writeType("string", isNullable, to: &json)
      json.field("enum") { json in
        json.array { list in
          words.forEach { list.string($0) }
          if isNullable { list.null() }
        }
      }
    case .integer(let range):
      Self.writeType("integer", isNullable, to: &json)
      json.field("format", "int64")
      if let range {
        json.field("minimum", range.lowerBound)
        json.field("maximum", range.upperBound)
      }
    case .number(let range):
      Self.writeType("number", isNullable, to: &json)
      if let range {
        json.field("minimum", range.lowerBound)
        json.field("maximum", range.upperBound)
      }
    case .boolean: Self.writeType("boolean", isNullable, to: &json)
    case .list(let element, let count):
      Self.writeType("array", isNullable, to: &json)
      json.field("items") { element.write(to: &$0) }
      if let count {
        if count.lowerBound > 0 { json.field("minItems", count.lowerBound) }
        if count.upperBound < .max { json.field("maxItems", count.upperBound) }
      }
    case .members(let fields, let rules, let isClosed):
      Self.write(fields, isNullable, to: &json)
      if isClosed {
        if !fields.contains(where: \.isRequired) { json.field("minProperties", 1) }
        json.field("additionalProperties", false)
      }
      if rules.count == 1 {
        rules[0].writeMembers(to: &json)
      } else if !rules.isEmpty {
        json.field("allOf") { $0.array { list in for rule in rules { list.object { rule.writeMembers(to: &$0) } } } }
      }
    case .nullable(.named(let name, _)):
      json.field("anyOf") { json in
        json.array { list in
          list.object { $0.field("$ref", Self.reference(name)) }
          list.object { $0.field("type", "null") }
        }
      }
    case .nullable(let schema): schema.writeMembers(to: &json, isNullable: true)
    case .named(let name, _): json.field("$ref", Self.reference(name))
    }
  }

  private static func reference(_ name: String) -> String { "#/components/schemas/\(name)" }

  private static func writeType(_ name: String, _ isNullable: Bool, to json: inout JSONWriter) {
    guard isNullable else { return json.field("type", name) }
    json.field("type") { json in
      json.array { list in
        list.string(name)
        list.string("null")
      }
    }
  }

  private static func write(_ fields: [Field], _ isNullable: Bool, to json: inout JSONWriter) {
    writeType("object", isNullable, to: &json)
    json.field("properties") { json in
      json.object { json in
        for field in fields { json.field(named: field.name) { field.schema.write(to: &$0, summary: field.summary) } }
      }
    }
    let required = fields.filter(\.isRequired)
    if !required.isEmpty {
      json.field("required") { $0.array { list in required.forEach { list.string($0.name) } } }
    }
  }

  /// Adds all named schemas within this one, itself included, to `found`.
  func collectNamed(into found: inout [String: JSONSchema]) {
    switch self {
    case .named(let name, let schema):
      found[name] = schema
      schema.collectNamed(into: &found)
    case .nullable(let schema), .list(let schema, _): schema.collectNamed(into: &found)
    case .members(let fields, _, _): fields.forEach { $0.schema.collectNamed(into: &found) }
    default: break
    }
  }
}
