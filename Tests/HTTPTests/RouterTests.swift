import HTTP
import Testing

struct RouterTests {
  private let router: Router<Int>

  init() {
    var router = Router<Int>()
    router.get("/things") { _, services in Response(body: Array("list \(services)".utf8)) }
    router.post("/things") { (_, _) throws(HTTPError) in
      throw HTTPError(.invalidField, "No.", details: "name", cause: "secret")
    }
    router.get("/things/{id}") { request, _ in Response(body: Array((request.parameters["id"] ?? "").utf8)) }
    router.get("/things/new") { _, _ in Response(.created) }
    self.router = router
  }

  private func respond(_ method: String, _ path: String) -> Response {
    router.respond(to: Request(method: method, path: path), 7)
  }

  @Test func `method and path select the handler`() {
    #expect(respond("GET", "/things").body == Array("list 7".utf8))
  }

  @Test func `requests to an endpoint that takes them together are answered together, and an error is one answer`()
    throws
  {
    var router = Router<Int>()
    router.post(
      "/numbers",
      together: { requests, services in
        requests.map { request in
          request.body.isEmpty
            ? .failure(HTTPError(.missingData, "No."))
            : .success(Response(body: request.body + [UInt8(requests.count)]))
        }
      },
      if: { $0.body != [9] })
    router.get("/numbers") { _, _ in Response(.ok) }
    func request(_ method: String, _ path: String, _ body: [UInt8] = [], isSignedIn: Bool = true) -> Request {
      Request(method: method, path: path, authorization: isSignedIn ? "Bearer a" : nil, body: body)
    }
    func post(_ body: [UInt8]) -> Request { request("POST", "/numbers", body) }
    let group = try #require(router.group(of: post([1])))
    let responses = router.respond(together: [post([1]), post([]), post([3])], at: group, 7)
    #expect(responses.map(\.status) == [.ok, .badRequest, .ok])
    #expect(responses[0].body == [1, 3] && responses[2].body == [3, 3])
    #expect(router.respond(to: post([5]), 7).body == [5, 1])
    #expect(router.respond(to: post([]), 7).status == .badRequest)
    #expect(router.group(of: post(Array(repeating: 1, count: 256))) == group)
    for alone in [
      request("GET", "/numbers"), request("PUT", "/numbers"), request("POST", "/number"),
      request("POST", "/numbers", [1], isSignedIn: false), post(Array(repeating: 1, count: 257)), post([9]),
    ] { #expect(router.group(of: alone) == nil) }
  }

  @Test func `path segments in braces are decoded as parameters`() {
    #expect(respond("GET", "/things/a%20b").body == Array("a b".utf8))
  }

  @Test func `a literal path segment takes precedence over a parameter`() {
    #expect(respond("GET", "/things/new").status == .created)
  }

  @Test(arguments: [
    "/", "/thing", "/things/", "/things/1/2", "/things/%zz", "/things/%00", "/things/%ff", "//things", "",
    "/./things", "/x/../things", "/%74hings", "/Things", "/things;a=b", "/things/new/", "/things\\new",
  ])
  func `unknown and malformed paths are not found`(path: String) {
    #expect(respond("GET", path).status == .notFound)
  }

  @Test func `HEAD is answered like GET`() {
    #expect(respond("HEAD", "/things").status == .ok)
  }

  @Test func `OPTIONS lists the methods of an existing endpoint`() {
    #expect(respond("OPTIONS", "/things").status == .noContent)
    #expect(respond("OPTIONS", "/things").headers.contains { $0 == ("Allow", "GET, HEAD, OPTIONS, POST") })
    #expect(respond("OPTIONS", "/things/5").headers.contains { $0 == ("Allow", "GET, HEAD, OPTIONS") })
    #expect(respond("OPTIONS", "/nothing").status == .notFound)
  }

  @Test(arguments: ["GET", "HEAD"]) func `GET and HEAD requests with a body are refused`(method: String) {
    #expect(router.respond(to: Request(method: method, path: "/things", body: [1]), 7).status == .badRequest)
  }

  @Test func `a method that is not allowed is answered with the allowed ones`() {
    let response = respond("DELETE", "/things")
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers.contains { $0 == ("Allow", "GET, HEAD, OPTIONS, POST") })
  }

  @Test func `an error becomes a response that does not show its cause`() {
    let response = respond("POST", "/things")
    #expect(response.status == .badRequest)
    #expect(
      String(decoding: response.body, as: UTF8.self)
        == #"{"error":"INVALID_FIELD","message":"No.","details":"name","#
        + #""errors":[{"field":null,"code":"INVALID_FIELD","message":"No."}]}"#)
    #expect(response.cause == "secret")
  }
}
