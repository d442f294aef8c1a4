import HTTP

/// The description of the API as a web page without scripts, styled by /docs.css.
enum DocumentationPage {
  static let contentType = "text/html; charset=utf-8"

  /// The page, rendered when it is first requested.
  static let document: [UInt8] = {
    var html = HTMLWriter()
    html.raw("<!DOCTYPE html>")
    html.element("html", ["lang": "en"]) { html in
      html.element("head") { html in
        html.open("meta", ["charset": "utf-8"])
        html.open("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        html.element("title", text: "\(Description.title) API")
        html.open("link", ["rel": "stylesheet", "href": "/docs.css"])
      }
      html.element("body") { html in
        writeContents(to: &html)
        html.element("main") { html in
          html.element("h1", text: "\(Description.title) API")
          html.element("p") { $0.prose(Description.summary) }
          writeParagraphs(Description.introduction, to: &html)
          html.element("p") { html in
            html.text("For programs: ")
            html.element("a", ["href": "/api/openapi.json"], text: "openapi.json")
          }
          OperationGroup.all.forEach { write($0, to: &html) }
          writeErrors(to: &html)
        }
      }
    }
    return html.bytes
  }()

  private static func anchor(_ name: String) -> String { name.lowercased().replacing(" ", with: "-") }

  private static func writeParagraphs(_ text: String, to html: inout HTMLWriter) {
    for paragraph in text.split(separator: "\n\n") { html.element("p") { $0.prose(String(paragraph)) } }
  }

  private static func writeContents(to html: inout HTMLWriter) {
    html.element("nav", ["aria-label": "Contents"]) { html in
      for group in OperationGroup.all {
        html.element("a", ["href": "#\(anchor(group.name))"], text: group.name)
        html.element("ul") { html in
          for operation in group.operations {
            html.element("li") { $0.element("a", ["href": "#\(operation.id)"], text: operation.summary) }
          }
        }
      }
      html.element("a", ["href": "#errors"], text: "Errors")
    }
  }

  private static func write(_ group: OperationGroup, to html: inout HTMLWriter) {
    html.element("section", ["id": anchor(group.name)]) { html in
      html.element("h2", text: group.name)
      html.element("p") { $0.prose(group.summary) }
      for operation in group.operations { write(operation, to: &html) }
    }
  }

  private static func write(_ operation: Operation, to html: inout HTMLWriter) {
    html.element("article", ["id": operation.id]) { html in
      html.element("h3") { html in
        html.element("span", ["class": "method \(operation.method.lowercased())"], text: operation.method)
        html.text(" ")
        html.element("code", text: operation.path)
      }
      html.element("p") { $0.prose(operation.summary + ".") }
      if !operation.details.isEmpty { writeParagraphs(operation.details, to: &html) }
      switch operation.access {
      case .anyone: break
      case .optional: html.element("p", ["class": "access"], text: "A token is optional.")
      case .user: html.element("p", ["class": "access"], text: "A token is required.")
      }
      let parameters = operation.parameters.map {
        JSONSchema.Field(name: $0.name, schema: $0.schema, isRequired: $0.isRequired, summary: $0.summary)
      }
      if !parameters.isEmpty { write(parameters, "Parameters", to: &html) }
      if let body = operation.body {
        write(body.schema.fields, "Body", to: &html)
        writeExample(body.example, to: &html)
      }
      for success in operation.successes { write(success, to: &html) }
      html.element("p", ["class": "errors"]) { html in
        html.text("Errors:")
        for code in operation.allErrors where !Operation.everywhere.contains(code) {
          html.text(" ")
          html.element("a", ["href": "#\(code.rawValue)"]) { $0.element("code", text: code.rawValue) }
        }
      }
    }
  }

  private static func write(_ success: Operation.Success, to html: inout HTMLWriter) {
    html.element("h4") { html in
      html.element("code", text: "\(success.status.rawValue)")
      html.text(" ")
      html.prose(success.summary)
    }
    if let fields = success.schema?.fields, !fields.isEmpty { write(fields, nil, to: &html) }
    writeExample(success.example, to: &html)
  }

  private static func writeExample(_ example: String, to html: inout HTMLWriter) {
    if !example.isEmpty { html.element("pre") { $0.element("code", text: example) } }
  }

  private static func write(_ fields: [JSONSchema.Field], _ title: String?, to html: inout HTMLWriter) {
    if let title { html.element("h4", text: title) }
    html.element("dl") { html in
      for field in fields {
        html.element("dt") { html in
          html.element("code", text: field.name)
          html.text(" ")
          html.element("span", ["class": "type"], text: field.schema.phrase + (field.isRequired ? "" : ", optional"))
        }
        html.element("dd") { html in
          html.prose(field.summary)
          let inner = field.schema.elementFields
          if !inner.isEmpty { write(inner, nil, to: &html) }
        }
      }
    }
  }

  /// Writes all error codes of the API, and of nginx in front of it.
  private static func writeErrors(to html: inout HTMLWriter) {
    html.element("section", ["id": "errors"]) { html in
      html.element("h2", text: "Errors")
      html.element("p") { html in
        html.prose("Any endpoint may answer ")
        for code in Operation.everywhere + [.notFound, .methodNotAllowed, .notImplemented, .lengthRequired] {
          html.element("code", text: code.rawValue)
          html.text(" ")
        }
      }
      html.element("dl") { html in
        for code in ErrorCode.allCases {
          html.element("dt", ["id": code.rawValue]) { html in
            html.element("code", text: code.rawValue)
            html.text(" ")
            html.element(
              "span", ["class": "type"], text: Operation.byStatus([code]).map { "\($0.status)" }.joined(separator: ", ")
            )
          }
          html.element("dd") { $0.prose(code.summary) }
        }
      }
    }
  }
}

extension JSONSchema {
  /// The type of a value, in a few words.
  fileprivate var phrase: String {
    switch self {
    case .string(let length, let format, _):
      format ?? length.map { "text of \($0.lowerBound)–\($0.upperBound) characters" } ?? "text"
    case .constant(let word): word
    case .words(let words), .named(_, .words(let words)): words.joined(separator: " | ")
    case .integer(let range): range.map { "\($0.lowerBound)–\($0.upperBound)" } ?? "integer"
    case .number(let range): range.map { "number, \($0.lowerBound)–\($0.upperBound)" } ?? "number"
    case .boolean: "true or false"
    case .list(let element, _): "list of \(element.phrase)"
    case .members: "object"
    case .nullable(let schema): "\(schema.phrase) or null"
    case .named(let name, _): name
    }
  }

  /// The members of an object, or of each object in a list.
  fileprivate var elementFields: [Field] {
    switch self {
    case .list(let element, _): element.elementFields
    case .nullable(let schema): schema.elementFields
    case .named(_, let schema): schema.elementFields
    default: fields
    }
  }
}
