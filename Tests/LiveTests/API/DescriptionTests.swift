import Testing

extension LiveSuites {
  @Suite struct ReadingDescription {
    let client: HTTPClient

    init() throws { client = try LiveSite.shared().client }

    @Test func `the OpenAPI description is JSON, and compressed if the client accepts gzip`() throws {
      let plain = try client.get("/api/openapi.json")
      let json = try expectSuccess(plain, 200)
      #expect(json["openapi"] == "3.1.0" && json["paths"]?["/api/recommend"]?["post"] != nil)
      let compressed = try client.get("/api/openapi.json", headers: ["Accept-Encoding: gzip"])
      #expect(compressed["Content-Encoding"] == "gzip" && compressed.body.count < plain.body.count / 4)
    }

    @Test func `the API documentation page needs only a stylesheet of this host and may load nothing else`() throws {
      let page = try client.get("/api/docs")
      #expect(page.status == 200 && page["Content-Type"] == "text/html; charset=utf-8")
      let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      #expect(page.all("Content-Security-Policy") == [policy])
      let text = String(decoding: page.body, as: UTF8.self)
      let links = text.matches(of: /(?:href|src)="([^#"][^"]*)"/).map { String($0.1) }
      #expect(Set(links) == ["/docs.css", "/api/openapi.json"])
      let style = try client.get("/docs.css")
      #expect(style.status == 200 && style["Content-Type"]?.hasPrefix("text/css") == true)
    }
  }
}
