import Testing

/// A request that the server must refuse, and the error that it must answer with.
struct BadRequest: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let request: HTTPRequest
  let status: Int
  let code: String
  /// Text that the response must contain; nil if none is required.
  let mention: String?
  /// Whether the request carries a user's token.
  let isSignedIn: Bool

  init(
    _ description: String, _ method: String, _ path: String, _ body: String? = nil, type: String? = "application/json",
    signedIn: Bool = false, gets status: Int, _ code: String, _ mention: String? = nil
  ) {
    testDescription = description
    var request = HTTPRequest(method, path, body: body)
    request.contentType = type
    self.request = request
    self.status = status
    self.code = code
    self.mention = mention
    isSignedIn = signedIn
  }

  static let all = routing + bodies + registrations + logins + interactions + lists + batches + recommendations

  private static let routing = [
    BadRequest("an unknown endpoint", "GET", "/api/nothing", gets: 404, "NOT_FOUND"),
    BadRequest("a path below an endpoint", "GET", "/api/health/x/y", gets: 404, "NOT_FOUND"),
    BadRequest("the base path alone", "GET", "/api/", gets: 404, "NOT_FOUND"),
    BadRequest("a path outside the API", "GET", "/etc/passwd", gets: 404, "NOT_FOUND"),
    BadRequest("a doubled slash", "GET", "//api//health", gets: 404, "NOT_FOUND"),
    BadRequest("DELETE of the health endpoint", "DELETE", "/api/health", gets: 405, "METHOD_NOT_ALLOWED"),
    BadRequest("GET of the login endpoint", "GET", "/api/auth/login", gets: 405, "METHOD_NOT_ALLOWED"),
    BadRequest("PUT to the interactions", "PUT", "/api/interactions", "{}", gets: 405, "METHOD_NOT_ALLOWED"),
    BadRequest("POST to the catalogue", "POST", "/init", "{}", gets: 405, "METHOD_NOT_ALLOWED"),
    BadRequest("GET of the original recommend endpoint", "GET", "/recommend", gets: 405, "METHOD_NOT_ALLOWED"),
  ]

  private static let bodies = [
    "/api/auth/register", "/api/auth/login", "/api/interactions", "/api/interactions/batch", "/api/recommend",
  ].flatMap { path in
    [
      BadRequest("\(path) without a body", "POST", path, signedIn: true, gets: 400, "MISSING_DATA"),
      BadRequest("\(path) with an empty object", "POST", path, "{}", signedIn: true, gets: 400, "MISSING_DATA"),
      BadRequest("\(path) with a truncated body", "POST", path, #"{"a": "#, signedIn: true, gets: 400, "INVALID_JSON"),
      BadRequest("\(path) with a non-JSON body", "POST", path, "a=1&b=2", signedIn: true, gets: 400, "INVALID_JSON"),
      BadRequest("\(path) with two values", "POST", path, "{} {}", signedIn: true, gets: 400, "INVALID_JSON"),
      BadRequest("\(path) with a bad escape", "POST", path, #"{"a": "\x"}"#, signedIn: true, gets: 400, "INVALID_JSON"),
      BadRequest(
        "\(path) nested too deeply", "POST", path, String(repeating: "[", count: 100_000), signedIn: true, gets: 400,
        "INVALID_JSON"),
      BadRequest(
        "\(path) as a form", "POST", path, "a=1", type: "application/x-www-form-urlencoded", signedIn: true, gets: 415,
        "UNSUPPORTED_MEDIA_TYPE"),
      BadRequest(
        "\(path) as text", "POST", path, "{}", type: "text/plain", signedIn: true, gets: 415, "UNSUPPORTED_MEDIA_TYPE"),
    ]
  }

  private static let registrations = [
    registration("no username", #""email":"n@example.com","password":"long enough""#, "MISSING_FIELD", "username"),
    registration("no e-mail", #""username":"newcomer","password":"long enough""#, "MISSING_FIELD", "email"),
    registration("no password", #""username":"newcomer","email":"n@example.com""#, "MISSING_FIELD", "password"),
    registration(username: "null", "MISSING_FIELD", "username"),
    registration(username: "17", "INVALID_FIELD", "username"),
    registration(username: #""ab""#, "INVALID_FIELD", "username"),
    registration(username: "\"\(String(repeating: "x", count: 33))\"", "INVALID_FIELD", "username"),
    registration(username: #""a@b""#, "INVALID_FIELD", "username"),
    registration(username: #"" abc""#, "INVALID_FIELD", "username"),
    registration(username: #""abc ""#, "INVALID_FIELD", "username"),
    registration(username: #""abc\u0000d""#, "INVALID_FIELD", "username"),
    registration(username: #""abc\nd""#, "INVALID_FIELD", "username"),
    registration(username: #""abc\u200bd""#, "INVALID_FIELD", "username"),
    registration(username: #""abc\u202ed""#, "INVALID_FIELD", "username"),
    registration(email: #""nobody""#, "INVALID_FIELD", "email"),
    registration(email: #""@example.com""#, "INVALID_FIELD", "email"),
    registration(email: "\"\(String(repeating: "x", count: 250))@e.org\"", "INVALID_FIELD", "email"),
    registration(email: #""a b@example.com""#, "INVALID_FIELD", "email"),
    registration(email: "true", "INVALID_FIELD", "email"),
    registration(password: #""short""#, "INVALID_FIELD", "password"),
    registration(password: "\"\(String(repeating: "x", count: 73))\"", "INVALID_FIELD", "password"),
    registration(password: #""long\u0000enough""#, "INVALID_FIELD", "password"),
    registration(password: "12345678", "INVALID_FIELD", "password"),
    registration(more: #""age":-1"#, "INVALID_FIELD", "age"),
    registration(more: #""age":131"#, "INVALID_FIELD", "age"),
    registration(more: #""age":3.5"#, "INVALID_FIELD", "age"),
    registration(more: #""age":"30""#, "INVALID_FIELD", "age"),
    registration(more: #""age":99999999999999999999"#, "INVALID_FIELD", "age"),
    registration(more: #""gender":"\#(String(repeating: "x", count: 33))""#, "INVALID_FIELD", "gender"),
    registration(more: #""gender":1"#, "INVALID_FIELD", "gender"),
    registration(more: #""admin":true"#, "INVALID_FIELD", "admin"),
  ]

  private static func registration(
    _ description: String, _ members: String, _ code: String, _ mention: String
  ) -> BadRequest {
    BadRequest(
      "registering with \(description)", "POST", "/api/auth/register", "{\(members)}", gets: 400, code, mention)
  }

  private static func registration(
    username: String = #""newcomer""#, email: String = #""n@example.com""#, password: String = #""long enough""#,
    more: String? = nil, _ code: String, _ mention: String
  ) -> BadRequest {
    let members =
      [#""username":\#(username)"#, #""email":\#(email)"#, #""password":\#(password)"#] + (more.map { [$0] } ?? [])
    return registration(
      members.joined(separator: ",").prefix(120).description, members.joined(separator: ","), code, mention)
  }

  private static let logins = [
    login("no username", #"{"password":"long enough"}"#, 400, "MISSING_FIELD", "username"),
    login("no password", #"{"username":"tester"}"#, 400, "MISSING_FIELD", "password"),
    login("a number as password", #"{"username":"tester","password":1}"#, 400, "INVALID_FIELD", "password"),
    login("an array as username", #"{"username":["tester"],"password":"x"}"#, 400, "INVALID_FIELD", "username"),
    login(
      "an extra field", #"{"username":"tester","password":"x","remember":true}"#, 400, "INVALID_FIELD", "remember"),
    login("an unknown username", #"{"username":"nobody","password":"long enough"}"#, 401, "INVALID_CREDENTIALS", nil),
    login(
      "an unknown e-mail", #"{"email":"no@example.com","password":"long enough"}"#, 401, "INVALID_CREDENTIALS", nil),
    login("SQL as name", #"{"username":"' OR 1=1 -- ","password":"long enough"}"#, 401, "INVALID_CREDENTIALS", nil),
    login("a percent sign as name", #"{"username":"%","password":"long enough"}"#, 401, "INVALID_CREDENTIALS", nil),
    BadRequest("the current user without a token", "GET", "/api/auth/user", gets: 401, "MISSING_TOKEN"),
  ]

  private static func login(
    _ description: String, _ body: String, _ status: Int, _ code: String, _ mention: String?
  ) -> BadRequest {
    BadRequest("logging in with \(description)", "POST", "/api/auth/login", body, gets: status, code, mention)
  }

  private static let interactions = [
    BadRequest("saving without a token", "POST", "/api/interactions", #"{"movie_id":1}"#, gets: 401, "MISSING_TOKEN"),
    BadRequest("listing without a token", "GET", "/api/interactions", gets: 401, "MISSING_TOKEN"),
    BadRequest(
      "a batch without a token", "POST", "/api/interactions/batch", #"{"interactions":[{"movie_id":1}]}"#, gets: 401,
      "MISSING_TOKEN"),
    interaction(#""interaction_type":"view""#, "MISSING_FIELD", "movie_id"),
    interaction(#""movie_id":null,"interaction_type":"view""#, "MISSING_FIELD", "movie_id"),
    interaction(#""movie_id":"1""#, "INVALID_FIELD", "movie_id"),
    interaction(#""movie_id":1.5"#, "INVALID_FIELD", "movie_id"),
    interaction(#""movie_id":true"#, "INVALID_FIELD", "movie_id"),
    interaction(#""movie_id":-1"#, "INVALID_FIELD", "movie_id"),
    interaction(#""movie_id":999999"#, "INVALID_FIELD", "movie_id"),
    interaction(#""movie_id":9223372036854775807"#, "INVALID_FIELD", "movie_id"),
    interaction(#""movie_id":9223372036854775808"#, "INVALID_FIELD", "movie_id"),
    interaction(#""movie_id":1e300"#, "INVALID_FIELD", "movie_id"),
    interaction(#""movie_id":1,"interaction_type":"buy""#, "INVALID_FIELD", "interaction_type"),
    interaction(#""movie_id":1,"interaction_type":"""#, "INVALID_FIELD", "interaction_type"),
    interaction(#""movie_id":1,"interaction_type":1"#, "INVALID_FIELD", "interaction_type"),
    interaction(#""movie_id":1,"interaction_type":"rate""#, "MISSING_FIELD", "rating"),
    interaction(#""movie_id":1,"interaction_type":"rate","rating":0"#, "INVALID_FIELD", "rating"),
    interaction(#""movie_id":1,"interaction_type":"rate","rating":6"#, "INVALID_FIELD", "rating"),
    interaction(#""movie_id":1,"interaction_type":"rate","rating":3.5"#, "INVALID_FIELD", "rating"),
    interaction(#""movie_id":1,"interaction_type":"rate","rating":"5""#, "INVALID_FIELD", "rating"),
    interaction(#""movie_id":1,"rating":5"#, "INVALID_FIELD", "rating"),
    interaction(#""movie_id":1,"interaction_type":"select","rating":5"#, "INVALID_FIELD", "rating"),
    interaction(#""movie_id":1,"user_id":1"#, "INVALID_FIELD", "user_id"),
  ]

  private static func interaction(_ members: String, _ code: String, _ mention: String) -> BadRequest {
    BadRequest(
      "saving \(members)", "POST", "/api/interactions", "{\(members)}", signedIn: true, gets: 400, code, mention)
  }

  private static let lists = [
    ("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"), ("limit=", "limit"), ("limit=-1", "limit"),
    ("type=buy", "type"), ("movie_id=x", "movie_id"), ("cursor=x", "cursor"), ("page=2", "page"),
    ("limit=1&limit=2", "limit"),
  ].map { query, mention in
    BadRequest(
      "listing with \(query)", "GET", "/api/interactions?\(query)", signedIn: true, gets: 400, "INVALID_FIELD", mention)
  }

  private static let batches = [
    batch(#"{"events":[]}"#, nil, "interactions"),
    batch(#"{"interactions":null}"#, nil, ""),
    batch(#"{"interactions":{"movie_id":1}}"#, "INVALID_FIELD", "interactions"),
    batch(#"{"interactions":[]}"#, nil, "interactions"),
    batch(#"{"interactions":[1]}"#, nil, "interactions"),
    batch(#"{"interactions":[{"movie_id":1}],"user_id":1}"#, "INVALID_FIELD", "user_id"),
    batch(
      #"{"interactions":[\#(Array(repeating: #"{"movie_id":1}"#, count: 1_001).joined(separator: ","))]}"#,
      "INVALID_FIELD", "interactions"),
  ]

  /// - Parameter code: nil if the contract allows several codes.
  private static func batch(_ body: String, _ code: String?, _ mention: String) -> BadRequest {
    BadRequest(
      "a batch of \(body.prefix(60))", "POST", "/api/interactions/batch", body, signedIn: true, gets: 400, code ?? "",
      mention
    )
  }

  private static let recommendations =
    ["/api/recommend", "/recommend"].flatMap { path in
      [
        recommendation(path, #""model":"EASE""#, 400, "MISSING_CONTEXT"),
        recommendation(path, #""model":"EASE","context":[]"#, 400, "MISSING_CONTEXT"),
        recommendation(path, #""model":"EASE","context":null"#, 400, "MISSING_CONTEXT"),
        recommendation(path, #""context":[1]"#, 400, "MISSING_MODEL"),
        recommendation(path, #""context":[1],"model":null"#, 400, "MISSING_MODEL"),
        recommendation(path, #""context":[1],"model":"SVD""#, 400, "INVALID_MODEL", "ItemKNN"),
        recommendation(path, #""context":[1],"model":"ease""#, 400, "INVALID_MODEL", "EASE"),
        recommendation(path, #""context":[1],"model":"""#, 400, "INVALID_MODEL"),
        recommendation(path, #""context":[1],"model":1"#, 400, "INVALID_MODEL"),
        recommendation(path, #""context":[1],"model":"../EASE""#, 400, "INVALID_MODEL"),
        recommendation(path, #""model":"EASE","context":"1""#, 400, "INVALID_CONTEXT"),
        recommendation(path, #""model":"EASE","context":{"1":1}"#, 400, "INVALID_CONTEXT"),
        recommendation(path, #""model":"EASE","context":["1"]"#, 400, "INVALID_CONTEXT"),
        recommendation(path, #""model":"EASE","context":[1,2.5]"#, 400, "INVALID_CONTEXT"),
        recommendation(path, #""model":"EASE","context":[1,null]"#, 400, "INVALID_CONTEXT"),
        recommendation(path, #""model":"EASE","context":[[1]]"#, 400, "INVALID_CONTEXT"),
        recommendation(path, #""model":"EASE","context":[99999999999999999999]"#, 400, "INVALID_CONTEXT"),
        recommendation(path, #""model":"EASE","context":[999999,-1]"#, 400, "INVALID_CONTEXT"),
        recommendation(path, #""context":[1],"model":"NeuralMF""#, 404, "MODEL_NOT_FOUND"),
        recommendation(path, #""context":[1],"model":"DeepFM""#, 404, "MODEL_NOT_FOUND"),
      ]
    } + [
      recommendation(
        "/api/recommend", #""model":"EASE","context":[\#(Array(repeating: "1", count: 1_001).joined(separator: ","))]"#,
        400,
        "INVALID_CONTEXT"),
      recommendation("/api/recommend", #""model":"EASE","context":[1],"topk":5"#, 400, "INVALID_FIELD", "topk"),
      recommendation("/api/recommend", #""model":"EASE","context":[1],"top_k":0"#, 400, "INVALID_FIELD", "top_k"),
      recommendation("/api/recommend", #""model":"EASE","context":[1],"top_k":101"#, 400, "INVALID_FIELD", "top_k"),
    ]

  private static func recommendation(
    _ path: String, _ members: String, _ status: Int, _ code: String, _ mention: String? = nil
  ) -> BadRequest {
    BadRequest("\(path) with \(members.prefix(60))", "POST", path, "{\(members)}", gets: status, code, mention)
  }
}
