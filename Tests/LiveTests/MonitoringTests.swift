import Testing

/// The metrics and the alert rules, as Prometheus reads them.
extension LiveSuites {
  @Suite struct Monitoring {
    private let packaging = "\(Settings.root)/scripts/packaging"

    private func promtool(_ script: String) throws -> String {
      try ChildProcess.run(["sh", "-euc", script], log: "\(makeTemporaryFolder())/log")
    }

    @Test func `promtool finds no fault in the metrics`() throws {
      let site = try LiveSite.shared()
      _ = try site.client.get("/api/movies")
      let output = try promtool(
        "curl -fsS http://127.0.0.1:\(site.client.port)/metrics | promtool check metrics 2>&1")
      #expect(output == "", "\(output)")
    }

    @Test func `the build metric has the version and the commit that the program prints`() throws {
      let said = try capture(["\(Settings.executables())/marquee-server", "--version"])
      let parts = try #require(
        said.firstMatch(of: /marquee-server (\S+) \((?:commit (.*)|built without git)\)/)?.output)
      let page = String(decoding: try LiveSite.shared().client.get("/metrics").body, as: UTF8.self)
      #expect(page.contains("marquee_build_info{version=\"\(parts.1)\",commit=\"\(parts.2 ?? "")\"} 1\n"))
    }

    private func figure(_ sample: String, _ site: LiveSite) throws -> Int {
      let text = String(decoding: try site.client.get("/metrics").body, as: UTF8.self)
      let line = text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
      return line.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0
    }

    @Test func `errors are counted by code, and database connections have metrics`() throws {
      let site = try LiveSite()
      let code = #"marquee_errors_total{code="MISSING_CONTEXT"}"#
      #expect(try figure(code, site) == 0)
      for _ in 0..<3 { #expect(try site.client.post("/api/recommend", ["model": "EASE"]).status == 400) }
      #expect(try figure(code, site) == 3)
      #expect(try site.client.get("/api/health/ready").status == 200)
      #expect(try figure(#"marquee_database_connections{state="idle"}"#, site) > 0)
      #expect(try figure(#"marquee_database_failures_total{kind="lost"}"#, site) == 0)
    }

    @Test func `the alert rules are valid and pass their own tests`() throws {
      let output = try promtool(
        "promtool check rules \(packaging)/marquee.rules.yml; promtool test rules \(packaging)/marquee.rules.test.yml")
      #expect(output.contains("16 rules found") && output.contains("SUCCESS"), "\(output)")
    }

    @Test func `every metric that an alert rule uses exists`() throws {
      let rules = try readText("\(packaging)/marquee.rules.yml")
      let page = try LiveSite.shared().client.get("/metrics")
      let shown = String(decoding: page.body, as: UTF8.self)
      let names = Set(rules.matches(of: /marquee_[a-z_]+/).map { String($0.output) })
      #expect(names.count > 10 && names.allSatisfy { shown.contains("# TYPE \($0) ") }, "\(names)")
    }
  }
}
