import API
import HTTP
import JSON
import Testing

/// Checks the OpenAPI description against the API, and the API against the description.
struct DescriptionTests {
  struct Endpoint: Hashable, Sendable, CustomTestStringConvertible {
    let method: String
    let path: String

    var testDescription: String { "\(method) \(path)" }
    /// A path that exists: 7 is a movie.
    var target: String { path.replacing("{id}", with: "7") }
  }

  private static let endpoints = routes().endpoints.map { Endpoint(method: $0.method, path: $0.path) }
  /// Built once, since it is long.
  private static let described = Result { JSONValue.object(try Site().send("GET", "/api/openapi.json").members) }
  private let site: Site
  private let document: JSONValue

  init() throws {
    site = try Site()
    document = try Self.described.get()
  }

  private func operation(_ endpoint: Endpoint) throws -> JSONValue {
    try #require(document["paths"]?[endpoint.path]?[endpoint.method.lowercased()])
  }

  private func members(_ value: JSONValue?) -> [String: JSONValue] {
    if case .object(let members)? = value { members } else { [:] }
  }

  private func text(_ value: JSONValue?) -> String? { if case .string(let text)? = value { text } else { nil } }

  /// The schema of the JSON content with its reference resolved, and the example.
  private func content(_ value: JSONValue?) -> (schema: JSONValue, example: JSONValue?)? {
    guard let media = value?["content"]?["application/json"], let schema = media["schema"] else { return nil }
    return (SchemaValidator(document: document).resolved(schema), media["example"])
  }

  @Test func `every endpoint is described, and every described endpoint exists`() {
    let described = members(document["paths"]).flatMap { path, item in
      members(item).keys.map { Endpoint(method: $0.uppercased(), path: path) }
    }
    #expect(Set(described) == Set(Self.endpoints))
    #expect(described.count == Self.endpoints.count)
  }

  @Test func `every operation has a unique id and one declared tag`() throws {
    let operations = try Self.endpoints.map(operation)
    #expect(Set(operations.compactMap { text($0["operationId"]) }).count == operations.count)
    let tags = try #require(document["tags"]).elements.compactMap { $0["name"] }
    #expect(operations.allSatisfy { $0["tags"]?.elements.count == 1 && tags.contains($0["tags"]!.elements[0]) })
    for tag in tags { #expect(operations.contains { $0["tags"] == .array([tag]) }) }
  }

  /// The known names that the answer to a request with an unknown name lists.
  private func knownFields(_ answer: Site.Answer) throws -> Set<String> {
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD", "\(answer.text)")
    let list = try #require(text(answer["details"])?.split(separator: ": ").last)
    return list == "none" ? [] : Set(list.split(separator: ", ").map(String.init))
  }

  @Test(arguments: endpoints)
  func `the description lists exactly the fields that a body may have`(endpoint: Endpoint) throws {
    guard let body = content(try operation(endpoint)["requestBody"]), body.schema["additionalProperties"] != nil else {
      return
    }
    let token = try site.register()
    let answer = try site.send(endpoint.method, endpoint.target, #"{"no such field":1}"#, token: token)
    #expect(try knownFields(answer) == Set(members(body.schema["properties"]).keys))
  }

  @Test(arguments: endpoints)
  func `the description lists exactly the parameters that a query may have`(endpoint: Endpoint) throws {
    // The endpoints of the original client ignore the query, as they always did.
    guard endpoint.path.hasPrefix("/api/") else { return }
    let described = try operation(endpoint)["parameters"]?.elements.filter { $0["in"] == .string("query") } ?? []
    let token = try site.register()
    let body = content(try operation(endpoint)["requestBody"])?.example == nil ? "" : "{}"
    let answer = try site.send(endpoint.method, endpoint.target + "?no_such_field=1", body, token: token)
    #expect(try knownFields(answer) == Set(described.compactMap { text($0["name"]) }))
  }

  @Test(arguments: endpoints)
  func `the description lists the path parameters and marks them as required`(endpoint: Endpoint) throws {
    let described = try operation(endpoint)["parameters"]?.elements.filter { $0["in"] == .string("path") } ?? []
    let names = endpoint.path.matches(of: /\{(\w+)\}/).map { JSONValue.string(String($0.1)) }
    #expect(described.compactMap { $0["name"] } == names)
    #expect(described.allSatisfy { $0["required"] == .bool(true) })
  }

  /// Leaves out one field at a time: exactly the required ones lead to an error about a missing field.
  @Test(arguments: endpoints)
  func `the description marks exactly the required fields as required`(endpoint: Endpoint) throws {
    guard let body = content(try operation(endpoint)["requestBody"]), case .object(let example)? = body.example else {
      return
    }
    let token = try site.register()
    for name in members(body.schema["properties"]).keys {
      var changed = example
      changed[name] = nil
      let answer = try site.send(endpoint.method, endpoint.target, write(.object(changed)), token: token)
      let isRequired = body.schema["required"]?.elements.contains(.string(name)) == true
      let isMissing = answer.error?.hasPrefix("MISSING_") == true && answer.text.contains(name) || changed.isEmpty
      // Of these, one of two fields is required.
      let isAlternative = endpoint.path == "/api/auth/login" || endpoint.path == "/api/recommend" && name == "context"
      #expect(isMissing == isRequired || isAlternative, "\(name): \(answer.text)")
    }
  }

  @Test(arguments: endpoints)
  func `the description says whether an endpoint requires a token`(endpoint: Endpoint) throws {
    let example = content(try operation(endpoint)["requestBody"])?.example
    let answer = try site.send(endpoint.method, endpoint.target, example.map(write) ?? "")
    let security = try operation(endpoint)["security"]?.elements ?? []
    #expect((answer.error == "MISSING_TOKEN") == (security.count == 1), "\(answer.text)")
    let wrong = try site.send(endpoint.method, endpoint.target, example.map(write) ?? "", token: "wrong")
    #expect(
      (wrong.error == "INVALID_TOKEN") == !security.isEmpty || endpoint.path == "/api/auth/refresh", "\(wrong.text)")
  }

  @Test(arguments: endpoints)
  func `every example in the description conforms to its schema`(endpoint: Endpoint) throws {
    let validator = SchemaValidator(document: document)
    let operation = try operation(endpoint)
    let contents = [content(operation["requestBody"])] + members(operation["responses"]).values.map(content)
    for case (let schema, let example?)? in contents { #expect(validator.faults(example, schema) == []) }
    for parameter in operation["parameters"]?.elements ?? [] where parameter["$ref"] == nil {
      let (example, schema) = (try #require(parameter["example"]), try #require(parameter["schema"]))
      #expect(validator.faults(example, schema) == [])
    }
    if let body = content(operation["requestBody"]) { #expect(body.example != nil) }
  }

  @Test func `every error code is described with its status`() throws {
    var found: Set<String> = []
    for endpoint in Self.endpoints {
      for (status, response) in members(try operation(endpoint)["responses"]) {
        for code in response["x-error-codes"]?.elements ?? [] {
          let name = try #require(text(code))
          found.insert(name)
          let known = try #require(ErrorCode(rawValue: name))
          let statuses = known == .serviceUnavailable ? ["502", "503", "504"] : ["\(known.status.rawValue)"]
          #expect(statuses.contains(status))
        }
      }
    }
    // Codes that no endpoint returns: they come from the router, for unknown paths and methods, and from nginx.
    let others: [ErrorCode] = [
      .methodNotAllowed, .forbidden, .lengthRequired, .notImplemented, .preconditionFailed,
      .misdirectedRequest, .versionNotSupported,
    ]
    #expect(found.union(others.map(\.rawValue)) == Set(ErrorCode.allCases.map(\.rawValue)))
  }

  @Test func `error answers conform to the described schema`() throws {
    let validator = SchemaValidator(document: document)
    let error = try #require(document["components"]?["schemas"]?["Error"])
    let token = try site.register()
    for answer in [
      try site.send("GET", "/api/nothing"), try site.send("PUT", "/api/health"),
      try site.send("POST", "/api/interactions/batch", #"{"interactions":[{"movie_id":7},1,{}]}"#, token: token),
      try site.send("POST", "/api/auth/register", #"{"username":"a","age":131,"zoo":1}"#),
    ] {
      #expect(answer.error != nil && validator.faults(.object(answer.members), error) == [])
    }
  }

  @Test func `the docs page shows every endpoint, field and error code and has no inline script or style`() throws {
    let response = site.respond("GET", "/api/docs")
    #expect(response.contentType == "text/html; charset=utf-8")
    let page = String(decoding: response.body, as: UTF8.self)
    for endpoint in Self.endpoints { #expect(page.contains("<code>\(endpoint.path)</code>"), "\(endpoint)") }
    for code in ErrorCode.allCases { #expect(page.contains("id=\"\(code.rawValue)\"")) }
    for name in try Self.endpoints.flatMap({
      members(content(try operation($0)["requestBody"])?.schema["properties"]).keys
    }) {
      #expect(page.contains("<code>\(name)</code>"))
    }
    for word in ["<script", "style=", "<style", " onclick", "http://", "https://"] { #expect(!page.contains(word)) }
    #expect(page.contains("&quot;EASE&quot;") && !page.contains("<code>{\""))
  }

  @Test func `every object and every enumeration in the description is a named schema`() throws {
    let schemas = members(document["components"]?["schemas"])
    #expect(schemas.count > 50 && schemas["Movie"] != nil && schemas["InteractionType"] != nil)
    var unnamed: [String] = []
    func walk(_ value: JSONValue, _ place: String, isNamed: Bool) {
      switch value {
      case .object(let members):
        let isType = members["type"] == .string("object") && members["properties"] != nil || members["enum"] != nil
        if isType, !isNamed { unnamed.append(place) }
        for (name, member) in members { walk(member, "\(place)/\(name)", isNamed: false) }
      case .array(let elements): for element in elements { walk(element, place, isNamed: false) }
      default: break
      }
    }
    walk(try #require(document["paths"]), "paths", isNamed: false)
    for (name, schema) in schemas { walk(schema, name, isNamed: true) }
    #expect(unnamed == [])
  }

  @Test func `the schemas of requests forbid additional properties, and those of answers allow them`() throws {
    let schemas = members(document["components"]?["schemas"])
    let sent = Set(
      try Self.endpoints.compactMap { endpoint in
        text(try operation(endpoint)["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"])
          .flatMap { $0.split(separator: "/").last.map(String.init) }
      })
    #expect(sent.count == 13)
    // The original client may send additional fields.
    let closed = sent.subtracting(["OriginalRecommendRequest"]).union(["NewInteraction", "ImportForm", "ImportChoice"])
    #expect(Set(schemas.filter { $0.value["additionalProperties"] != nil }.keys) == closed)
  }

  /// Whether a body whose fields depend on each other fits; the schema and the handler must agree.
  /// The same genre many times, as elements of an array.
  private static func crimes(_ count: Int) -> String {
    [String](repeating: #""Crime""#, count: count).joined(separator: ",")
  }

  @Test(arguments: [
    ("POST", "/api/interactions", #"{"movie_id":7,"interaction_type":"rate","rating":5}"#, true),
    ("POST", "/api/interactions", #"{"movie_id":7,"interaction_type":"view","rating":null}"#, true),
    ("POST", "/api/interactions", #"{"movie_id":7}"#, true),
    ("POST", "/api/interactions", #"{"movie_id":7,"interaction_type":"rate"}"#, false),
    ("POST", "/api/interactions", #"{"movie_id":7,"interaction_type":"rate","rating":null}"#, false),
    ("POST", "/api/interactions", #"{"movie_id":7,"interaction_type":"view","rating":5}"#, false),
    ("POST", "/api/interactions", #"{"movie_id":7,"rating":5}"#, false),
    ("POST", "/api/interactions", #"{"movie_id":7,"place":1}"#, false),
    ("POST", "/api/interactions", #"{"movie_id":7,"place":null,"recommendation_id":null}"#, true),
    ("POST", "/api/interactions/batch", #"{"interactions":[{"movie_id":7,"rating":5}]}"#, false),
    ("POST", "/api/auth/login", #"{"username":"mara","password":"correct horse"}"#, true),
    ("POST", "/api/auth/login", #"{"email":"mara@example.org","username":null,"password":"correct horse"}"#, true),
    ("POST", "/api/auth/login", #"{"password":"correct horse"}"#, false),
    ("POST", "/api/auth/login", #"{"username":"mara","email":"mara@example.org","password":"correct horse"}"#, false),
    ("PATCH", "/api/auth/user", #"{"age":30}"#, true), ("PATCH", "/api/auth/user", #"{"gender":null}"#, true),
    ("PATCH", "/api/auth/user", #"{"username":"marion","password":"correct horse"}"#, true),
    ("PATCH", "/api/auth/user", #"{"username":"marion"}"#, false),
    ("PATCH", "/api/auth/user", #"{"email":"m@example.org","password":null}"#, false),
    ("PATCH", "/api/auth/user", #"{"age":30,"password":"correct horse"}"#, false),
    ("PATCH", "/api/auth/user", "{}", false),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"genres":["Crime"],"genres_mode":"all"}"#, true),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"genres_mode":null}"#, true),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"genres_mode":"all"}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"genres":[],"genres_mode":"any"}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","contexts":[[0],[5]]}"#, true),
    ("POST", "/api/recommend", #"{"model":"EASE","contexts":[[0],[5]],"context":null,"explain":false}"#, true),
    ("POST", "/api/recommend", #"{"model":"EASE","contexts":null}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","contexts":[[0],[5]],"context":[0]}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","contexts":[[0],[5]],"explain":true}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","contexts":[[0]]}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","contexts":[[0],[]]}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","contexts":[[0],[0],[0],[0],[0],[0],[0],[0],[0]]}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"candidates":[]}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"candidates":[5],"within":"watchlist"}"#, true),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"within":"history"}"#, false),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"exclude_genres":[],"min_ratings":0}"#, true),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"genres":[\#(crimes(100))]}"#, true),
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0],"exclude_genres":[\#(crimes(101))]}"#, false),
    ("POST", "/api/auth/register", #"{"username":"nora","email":"n@example.org","password":"🎬🍿"}"#, false),
    ("POST", "/api/auth/register", #"{"username":"nora","email":"n@example.org","password":"🎬🍿🎬🍿🎬🍿🎬🍿"}"#, true),
    ("POST", "/api/auth/register", #"{"username":"nora","email":"n@example.org","password":"seven 7"}"#, false),
    ("POST", "/api/auth/register", #"{"username":"nora","email":"n@example.org","password":"eight ei"}"#, true),
  ])
  func `the schema and the handler agree on fields that depend on each other`(
    method: String, target: String, body: String, fits: Bool
  ) throws {
    let token = try site.register()
    let schema = try #require(content(try operation(Endpoint(method: method, path: target))["requestBody"])).schema
    let faults = SchemaValidator(document: document).faults(try JSONParser.parse(Array(body.utf8)), schema)
    #expect(faults.isEmpty == fits, "\(faults)")
    let answer = try site.send(method, target, body, token: token)
    #expect((answer.status < 300) == fits, "\(answer.text)")
  }

  @Test(arguments: endpoints)
  func `the description lists 304 exactly for the endpoints that send an entity tag`(endpoint: Endpoint) throws {
    site.statistics.replace(Statistics.of([(movie: 7, users: 8)]))
    let described = try operation(endpoint)["responses"]?["304"] != nil
    let answer = site.respond(endpoint.method, endpoint.target + (endpoint.path.hasSuffix("search") ? "?q=x" : ""))
    #expect(answer.headers.contains { $0.name == "ETag" } == described)
  }

  private func write(_ value: JSONValue) -> String {
    var writer = JSONWriter()
    Self.write(value, to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func write(_ value: JSONValue, to json: inout JSONWriter) {
    switch value {
    case .null: json.null()
    case .bool(let value): json.bool(value)
    case .integer(let value): json.integer(value)
    case .real(let value): json.real(value)
    case .string(let value): json.string(value)
    case .array(let elements): json.array { list in elements.forEach { write($0, to: &list) } }
    case .object(let members):
      json.object { json in
        for (name, value) in members { json.field(named: name) { write(value, to: &$0) } }
      }
    }
  }
}
