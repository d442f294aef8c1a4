/// The shape of a JSON value: JSON Schema 2020-12, as far as the API needs it.
indirect enum Schema: Sendable {
  /// - Parameters:
  ///   - length: code points.
  ///   - pattern: a regular expression of ECMA-262 that is found in the text.
  case string(length: ClosedRange<Int>? = nil, format: String? = nil, pattern: String? = nil)
  case choice([String])
  case integer(ClosedRange<Int64>? = nil)
  case number(ClosedRange<Double>? = nil)
  case boolean
  case list(Schema, count: ClosedRange<Int>? = nil)
  /// Exactly these members.
  case object([Field])
  /// These members, and any others, which are ignored.
  case openObject([Field])
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

  /// What a client sends, where `null` in an optional field means absent.
  static func body(_ fields: [Field]) -> Schema {
    .object(fields.map { $0.isRequired ? $0 : .optional($0.name, .nullable($0.schema), $0.summary) })
  }

  /// The members of an object; none of anything else.
  var fields: [Field] {
    switch self {
    case .object(let fields), .openObject(let fields): fields
    case .named(_, let schema), .nullable(let schema): schema.fields
    default: []
    }
  }
}
