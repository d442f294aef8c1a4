import HTTP
import JSON

/// Operations that are described together, under one heading.
struct OperationGroup: Sendable {
  let name: String
  let summary: String
  let operations: [Operation]

  /// The whole API.
  static let all: [OperationGroup] = [
    home, recommendations, movies, accounts, sessions, interactions, ratings, marks, imports, service, original,
  ]
}

/// The description of the API as OpenAPI 3.1.
enum Description {
  static let title = "Marquee"
  static let summary = "Movie recommendations, and what they are based on: accounts, histories and ratings."

  static let introduction = """
    Requests and answers are JSON in UTF-8; times are RFC 3339 in UTC. Unknown fields and unknown query parameters are \
    refused. `HEAD` is answered like `GET`, and `OPTIONS` lists the methods of an endpoint. A path has one spelling.

    An error is an object with `error`, a code for programs, `message`, a sentence for people, and sometimes \
    `details`. If fields are at fault, `errors` lists them all, at most 20 for one object. Every answer has an \
    `X-Request-ID`, which also appears in the logs. Answers may gain members in the future; requests may only have the \
    members described here.

    There are three kinds of lists. The catalogue has numbered pages: `page` and `per_page`, answered with \
    `pagination`. Lists that grow at the front, such as a history, are read with `limit` and `cursor`: `next_cursor` \
    is the `cursor` of the next page, and null on the last one. Rankings are cut off at `top_k`.

    Answers that are the same for everybody have an `ETag`. A request with `If-None-Match` is answered with 304 and no \
    body if nothing has changed.
    """

  /// The document, rendered when it is first requested.
  static let document: [UInt8] = JSONWriter.object(capacity: 200_000) { json in
    json.field("openapi", "3.1.0")
    json.field("info") { json in
      json.object { json in
        json.field("title", title)
        json.field("version", "1")
        json.field("summary", summary)
        json.field("description", introduction)
      }
    }
    json.field("servers") { json in json.array { list in list.object { $0.field("url", "/") } } }
    json.field("tags") { json in
      json.array { list in
        for group in OperationGroup.all {
          list.object { json in
            json.field("name", group.name)
            json.field("description", group.summary)
          }
        }
      }
    }
    json.field("paths") { writePaths(to: &$0) }
    json.field("x-error-codes") { json in
      json.object { json in for code in ErrorCode.allCases { json.field(named: code.rawValue, code.summary) } }
    }
    json.field("components") { writeComponents(to: &$0) }
  }

  private static func writePaths(to json: inout JSONWriter) {
    let operations = OperationGroup.all.flatMap { group in group.operations.map { (tag: group.name, operation: $0) } }
    var paths: [String] = []
    for (_, operation) in operations where !paths.contains(operation.path) { paths.append(operation.path) }
    json.object { json in
      for path in paths {
        json.field(named: path) { json in
          json.object { json in
            for (tag, operation) in operations where operation.path == path {
              json.field(named: operation.method.lowercased()) { operation.write(to: &$0, tag: tag) }
            }
          }
        }
      }
    }
  }

  private static func writeComponents(to json: inout JSONWriter) {
    json.object { json in
      json.field("schemas") { json in
        json.object { json in
          for (name, schema) in namedSchemas.sorted(by: { $0.key < $1.key }) {
            json.field(named: name) { schema.write(to: &$0) }
          }
        }
      }
      json.field("headers") { json in
        json.object { json in
          writeHeader("RequestID", "Identifies the request in the logs.", .string(pattern: "^[0-9a-f]{32}$"), to: &json)
          writeHeader(
            "ETag", "A hash of the body, for `If-None-Match`.", .string(pattern: #"^(W/)?"[0-9a-f]{16}"$"#), to: &json)
          writeHeader("RetryAfter", "Seconds to wait.", .integer(1...3_600), to: &json)
          writeHeader(
            "Authenticate", "`Bearer`, with `error=\"invalid_token\"` if a token was sent.", .string(), to: &json)
        }
      }
      json.field("parameters") { json in
        json.object { json in
          json.field("IfNoneMatch") { json in
            json.object { json in
              json.field("name", "If-None-Match")
              json.field("in", "header")
              json.field("description", "`ETag`s of the answers that the client has cached.")
              json.field("schema") { JSONSchema.string().write(to: &$0) }
            }
          }
        }
      }
      json.field("securitySchemes") { json in
        json.object { json in
          json.field("bearer") { json in
            json.object { json in
              json.field("type", "http")
              json.field("scheme", "bearer")
              json.field("bearerFormat", "JWT")
            }
          }
        }
      }
    }
  }

  private static var namedSchemas: [String: JSONSchema] {
    var found: [String: JSONSchema] = [:]
    JSONSchema.error.collectNamed(into: &found)
    for operation in OperationGroup.all.flatMap(\.operations) {
      operation.parameters.forEach { $0.schema.collectNamed(into: &found) }
      operation.body?.schema.collectNamed(into: &found)
      operation.successes.forEach { $0.schema?.collectNamed(into: &found) }
    }
    return found
  }

  private static func writeHeader(_ name: String, _ summary: String, _ schema: JSONSchema, to json: inout JSONWriter) {
    json.field(named: name) { json in
      json.object { json in
        json.field("description", summary)
        json.field("required", true)
        json.field("schema") { schema.write(to: &$0) }
      }
    }
  }
}
