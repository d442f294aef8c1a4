/// The shape of a JSON value: JSON Schema 2020-12, as far as the API needs it.
///
/// Objects and choices have names of their own, so that generated clients have one type for each, under that name.
indirect enum Schema: Sendable {
  /// - Parameters:
  ///   - length: code points.
  ///   - pattern: a regular expression of ECMA-262 that is found in the text.
  case string(length: ClosedRange<Int>? = nil, format: String? = nil, pattern: String? = nil)
  /// This text and no other.
  case constant(String)
  case words([String])
  case integer(ClosedRange<Int64>? = nil)
  case number(ClosedRange<Double>? = nil)
  case boolean
  case list(Schema, count: ClosedRange<Int>? = nil)
  /// - Parameter isClosed: whether there can be no other members: a client sends none, while answers may grow.
  case members([Field], rules: [Rule], isClosed: Bool)
  case nullable(Schema)
  /// Described once for all who use it.
  case named(String, Schema)

  /// A member of an object.
  struct Field: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
    /// For a person; empty where the name says it.
    let summary: String

    static func required(_ name: String, _ schema: Schema, _ summary: String = "") -> Field {
      Field(name: name, schema: schema, isRequired: true, summary: summary)
    }

    /// One that may be absent.
    static func optional(_ name: String, _ schema: Schema, _ summary: String = "") -> Field {
      Field(name: name, schema: schema, isRequired: false, summary: summary)
    }
  }

  /// What some members of an object say of others.
  struct Rule: Sendable {
    enum Fact: Sendable {
      /// It is there, and not `null`.
      case given(String)
      /// It is not there, or `null`.
      case absent(String)
      /// A list with an element at least.
      case filled(String)
      /// - Parameter json: the value.
      case equal(String, json: String)
    }

    /// Any of these.
    let condition: [Fact]
    /// All of these, where the condition holds.
    let then: [Fact]
    /// All of these, where it does not.
    let otherwise: [Fact]

    static func `if`(_ condition: Fact..., then: [Fact], otherwise: [Fact] = []) -> Rule {
      Rule(condition: condition, then: then, otherwise: otherwise)
    }
  }

  static func choice(_ name: String, _ words: [String]) -> Schema { .named(name, .words(words)) }

  /// What is answered: these members, and any that a later version adds.
  static func object(_ name: String, _ fields: [Field], rules: [Rule] = []) -> Schema {
    .named(name, .members(fields, rules: rules, isClosed: false))
  }

  /// What a client sends: these members alone, where `null` in an optional field means absent.
  static func body(_ name: String, _ fields: [Field], rules: [Rule] = []) -> Schema {
    let fields = fields.map { $0.isRequired ? $0 : .optional($0.name, .nullable($0.schema), $0.summary) }
    return .named(name, .members(fields, rules: rules, isClosed: true))
  }

  /// The members of an object; none of anything else.
  var fields: [Field] {
    switch self {
    case .members(let fields, _, _): fields
    case .named(_, let schema), .nullable(let schema): schema.fields
    default: []
    }
  }
}
