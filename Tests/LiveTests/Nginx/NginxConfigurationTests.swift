import Foundation
import Testing

extension LiveSuites {
  @Suite struct NginxConfiguration {
    /// Writes the site to a new folder.
    private func folder(_ prepare: (inout NginxSite) -> Void = { _ in }) throws -> (path: String, port: Int) {
      let folder = try makeTemporaryFolder()
      var site = NginxSite(port: try Loopback.freePort(), socket: "\(folder)/w.sock")
      prepare(&site)
      try site.write(to: folder)
      return (folder, site.port)
    }

    @discardableResult
    private func check(_ folder: String) throws -> String {
      try ChildProcess.run(NginxSite.command(folder) + ["-t"], log: "\(folder)/check.log")
    }

    @Test func `nginx accepts the site as shipped without a warning`() throws {
      let output = try check(try folder { $0.hasShippedLimits = true }.path)
      #expect(output.contains("test is successful") && !output.contains("[warn]"))
    }

    @Test func `every nginx file is part of the site or an example that is tested`() throws {
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(Settings.root)/nginx").filter {
        $0.hasSuffix(".conf")
      }
      let contents = try names.map { try readText("\(Settings.root)/nginx/\($0)") }.joined()
      for name in names where name != "private.conf" && name != "marquee-tls.conf" {
        #expect(contents.contains("include \(name);"), "\(name)")
      }
    }

    /// The tests run the other files as shipped, and this one as scripts/lib/nginx-site writes it.
    @Test func `the file to adapt has the same directives as the one that the tests use`() throws {
      func directives(_ file: String) throws -> [Substring] {
        try readText(file).split(separator: "\n").compactMap { $0.split(separator: " ").first }.filter { $0 != "#" }
      }
      let written = try directives("\(folder().path)/marquee.conf")
      #expect(try directives("\(Settings.root)/nginx/marquee.conf") == written)
    }

    @Test func `the HTTPS example serves in place of the server to adapt, and redirects plain HTTP`() throws {
      let (folder, port) = try folder()
      let plain = try Loopback.freePort()
      try ChildProcess.run(
        [
          "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=films.example",
          "-keyout",
          "\(folder)/privkey.pem", "-out", "\(folder)/fullchain.pem",
        ], log: "\(folder)/openssl.log")
      let written = try readText("\(folder)/marquee.conf")
      let server = try #require(written.range(of: "\nserver {"))
      let example = try readText("\(folder)/marquee-tls.conf")
      try writeText(written[..<server.lowerBound] + "\n" + example, to: "\(folder)/marquee.conf")
      try NginxSite.change(
        "\(folder)/marquee.conf",
        [
          "  listen 80;\n  listen [::]:80;\n": "  listen 127.0.0.1:\(plain);\n",
          "  listen 443 ssl http2;\n  listen [::]:443 ssl http2;\n": "  listen 127.0.0.1:\(port) ssl http2;\n",
          "/etc/ssl/marquee": folder, "/usr/share/marquee/html": "html",
          "/var/log/nginx/marquee.log": "logs/access.log",
        ])
      try NginxSite.change("\(folder)/marquee-challenge.conf", ["/var/www/marquee": folder])
      let challenge = ".well-known/acme-challenge"
      try FileManager.default.createDirectory(atPath: "\(folder)/\(challenge)", withIntermediateDirectories: true)
      try writeText("answer", to: "\(folder)/\(challenge)/token")
      #expect(!(try check(folder)).contains("[warn]"))

      let nginx = try ChildProcess(NginxSite.command(folder), log: "\(folder)/nginx.log")
      defer { nginx.signal(SIGTERM) }
      let client = HTTPClient(port: plain)
      #expect(eventually { (try? client.get("/")) != nil })
      let moved = try client.get("/api/health?a=b")
      #expect(moved.status == 308 && moved["Location"] == "https://films.example/api/health?a=b")
      // Let's Encrypt asks without HTTPS before there is a certificate.
      #expect(try client.get("/\(challenge)/token").body == Array("answer".utf8))
      #expect(try client.get("/\(challenge)/other").status == 404)
      let output = try ChildProcess.run(
        [
          "curl", "-sS", "-i", "--cacert", "\(folder)/fullchain.pem", "--resolve", "films.example:\(port):127.0.0.1",
          "https://films.example:\(port)/robots.txt",
        ], log: "\(folder)/curl.log")
      #expect(output.hasPrefix("HTTP/2 200") && output.contains("strict-transport-security: max-age=63072000"))
      #expect(output.contains("x-content-type-options: nosniff"))
    }

    @Test func `each error that nginx answers by itself is in the description of the API`() throws {
      let errors = try readText("\(Settings.root)/nginx/marquee-errors.conf")
      let description = try LiveSite.shared().client.get("/api/openapi.json").json
      let codes = try #require(description["x-error-codes"]).keys
      let answers = errors.matches(of: /return (\d+) '(\{.*\})\\n'/)
      #expect(answers.count >= 10)
      for answer in answers {
        let json = try JSON(Array(answer.2.utf8))
        #expect(json.keys == ["error", "message"] && codes.contains(json["error"]?.string ?? ""))
      }
    }
  }
}
