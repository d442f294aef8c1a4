import JSON

extension JSONSchema.Rule {
  /// Writes the keywords `if`, `then` and `else`.
  func writeMembers(to json: inout JSONWriter) {
    json.field("if") { json in
      json.object { json in
        if condition.count == 1 { return Self.write(condition, to: &json) }
        json.field("anyOf") { json in
          json.array { list in condition.forEach { fact in list.object { Self.write([fact], to: &$0) } } }
        }
      }
    }
    json.field("then") { $0.object { Self.write(then, to: &$0) } }
    if !otherwise.isEmpty { json.field("else") { $0.object { Self.write(otherwise, to: &$0) } } }
  }

  /// Writes the keywords of a schema that requires all `facts`.
  private static func write(_ facts: [Condition], to json: inout JSONWriter) {
    let required = facts.compactMap(\.requiredName)
    if !required.isEmpty { json.field("required") { $0.array { list in required.forEach { list.string($0) } } } }
    json.field("properties") { json in
      json.object { json in
        for fact in facts { json.field(named: fact.name) { $0.object { fact.writeMembers(to: &$0) } } }
      }
    }
  }
}

extension JSONSchema.Rule.Condition {
  fileprivate var name: String {
    switch self {
    case .given(let name), .absent(let name), .filled(let name), .equal(let name, _): name
    }
  }

  /// The name of the member; nil if it may be missing.
  fileprivate var requiredName: String? { if case .absent = self { nil } else { name } }

  fileprivate func writeMembers(to json: inout JSONWriter) {
    switch self {
    case .given: json.field("not") { json in json.object { $0.field("type", "null") } }
    case .absent: json.field("type", "null")
    case .filled:
      json.field("type", "array")
      json.field("minItems", 1)
    case .equal(_, let value): json.field("const") { $0.encoded(Array(value.utf8)) }
    }
  }
}
