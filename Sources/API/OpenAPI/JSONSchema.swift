/// The shape of a JSON value: JSON Schema 2020-12, as far as the API needs it.
///
/// Objects and choices have names, so that generated clients have one type for each, under that name.
indirect enum JSONSchema: Sendable {
  /// - Parameters:
  ///   - length: the number of code points.
  ///   - pattern: an ECMA-262 regular expression that matches some part of the text.
  case string(length: ClosedRange<Int>? = nil, format: String? = nil, pattern: String? = nil)
  /// Exactly this text.
  case constant(String)
  case words([String])
  case integer(ClosedRange<Int64>? = nil)
  case number(ClosedRange<Double>? = nil)
  case boolean
  case list(JSONSchema, count: ClosedRange<Int>? = nil)
  /// - Parameter isClosed: whether other members are refused, as in requests; answers may gain members.
  case members([Field], rules: [Rule], isClosed: Bool)
  case nullable(JSONSchema)
  /// A schema that is described once and referred to by name.
  case named(String, JSONSchema)

  /// A member of an object.
  struct Field: Sendable {
    let name: String
    let schema: JSONSchema
    let isRequired: Bool
    /// For people; empty if the name says everything.
    let summary: String

    static func required(_ name: String, _ schema: JSONSchema, _ summary: String = "") -> Field {
      Field(name: name, schema: schema, isRequired: true, summary: summary)
    }

    /// A member that may be absent.
    static func optional(_ name: String, _ schema: JSONSchema, _ summary: String = "") -> Field {
      Field(name: name, schema: schema, isRequired: false, summary: summary)
    }
  }

  /// A requirement on some members of an object that depends on others.
  struct Rule: Sendable {
    enum Condition: Sendable {
      /// The member is present and not `null`.
      case given(String)
      /// The member is absent or `null`.
      case absent(String)
      /// The member is a list with at least one element.
      case filled(String)
      /// The member has this value.
      /// - Parameter json: the value as JSON.
      case equal(String, json: String)
    }

    /// The condition holds if any of these does.
    let condition: [Condition]
    /// Required if the condition holds.
    let then: [Condition]
    /// Required if it does not.
    let otherwise: [Condition]

    static func `if`(_ condition: Condition..., then: [Condition], otherwise: [Condition] = []) -> Rule {
      Rule(condition: condition, then: then, otherwise: otherwise)
    }
  }

  static func choice(_ name: String, _ words: [String]) -> JSONSchema { .named(name, .words(words)) }

  /// An object in an answer: these members, and any that a later version adds.
  static func object(_ name: String, _ fields: [Field], rules: [Rule] = []) -> JSONSchema {
    .named(name, .members(fields, rules: rules, isClosed: false))
  }

  /// An object in a request: only these members. `null` in an optional field means absent.
  static func body(_ name: String, _ fields: [Field], rules: [Rule] = []) -> JSONSchema {
    let fields = fields.map { $0.isRequired ? $0 : .optional($0.name, .nullable($0.schema), $0.summary) }
    return .named(name, .members(fields, rules: rules, isClosed: true))
  }

  /// The members of an object; empty for any other schema.
  var fields: [Field] {
    switch self {
    case .members(let fields, _, _): fields
    case .named(_, let schema), .nullable(let schema): schema.fields
    default: []
    }
  }
}
