import HTTP
import Testing

struct CORSTests {
  private let router: Router<Void>

  init() {
    var router = Router<Void>()
    router.get("/things") { _, _ in Response() }
    router.post("/things") { (_, _) throws(HTTPError) in throw HTTPError(.missingToken, "No.") }
    self.router = router
  }

  /// The CORS headers of the response.
  private func headers(
    allowing origins: [String], _ method: String, path: String = "/things", origin: String?, preflight: String? = nil
  ) -> [String: String] {
    let request = Request(method: method, path: path, origin: origin, preflightMethod: preflight)
    let response = CORS(origins: origins).permit(router.respond(to: request, ()), to: request)
    let pairs = response.headers.filter { $0.name.hasPrefix("Access-Control") || $0.name == "Vary" }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, $0.value) })
  }

  private static let ours = "https://films.example"
  private static let readable = [
    "Vary": "Origin", "Access-Control-Allow-Origin": ours, "Access-Control-Expose-Headers": "X-Request-ID, Retry-After",
  ]

  @Test func `without allowed origins no CORS headers are sent`() {
    #expect(headers(allowing: [], "GET", origin: Self.ours) == [:])
    #expect(headers(allowing: [], "OPTIONS", origin: Self.ours, preflight: "POST") == [:])
  }

  @Test(arguments: ["GET", "POST", "DELETE"]) func `a listed origin may read answers and errors`(method: String) {
    #expect(headers(allowing: [Self.ours], method, origin: Self.ours) == Self.readable)
  }

  @Test(arguments: [
    nil, "null", "*", "", "https://films.example.evil", "http://films.example", "https://films.example:8443",
    "https://FILMS.example", "https://films.example/",
  ])
  func `an origin that is not listed may read nothing`(origin: String?) {
    #expect(headers(allowing: [Self.ours], "GET", origin: origin) == ["Vary": "Origin"])
    #expect(headers(allowing: [Self.ours], "OPTIONS", origin: origin, preflight: "GET") == ["Vary": "Origin"])
  }

  @Test func `the answer to a preflight lists the allowed methods and headers`() {
    #expect(
      headers(allowing: ["http://localhost:3000", Self.ours], "OPTIONS", origin: Self.ours, preflight: "POST") == [
        "Vary": "Origin", "Access-Control-Allow-Origin": Self.ours,
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type", "Access-Control-Max-Age": "600",
      ])
  }

  @Test func `OPTIONS that is not a preflight or has an unknown path is answered like other requests`() {
    #expect(headers(allowing: [Self.ours], "OPTIONS", origin: Self.ours) == Self.readable)
    let unknown = headers(allowing: [Self.ours], "OPTIONS", path: "/", origin: Self.ours, preflight: "POST")
    #expect(unknown == ["Vary": "Origin", "Access-Control-Allow-Origin": Self.ours])
  }
}
