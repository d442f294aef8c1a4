import Testing

/// Checks the API against its own description. schemathesis sends valid and invalid data to every operation and
/// compares the responses with the description. `schemathesis.toml` lists the exceptions and the reasons for them.
extension LiveSuites {
  @Suite struct Schemathesis {
    private static let site = Result { try LiveSite() }

    /// Operations that end the session or delete the account that schemathesis runs under.
    private static let endings = ["logOut", "logOutEverywhere", "endSession", "deleteUser"]

    @Test func `every response to a generated request conforms to the OpenAPI description`() throws {
      try run(endings.flatMap { ["--exclude-operation-id", $0] }, atLeast: 2_500)
    }

    @Test func `every response conforms to the OpenAPI description even while sessions and accounts end`() throws {
      try run(endings.flatMap { ["--include-operation-id", $0] }, atLeast: 50)
    }

    private var endings: [String] { Self.endings }

    /// - Parameter count: the minimum number of requests. Given an empty description, schemathesis would succeed
    ///   without any.
    private func run(_ arguments: [String], atLeast count: Int) throws {
      let site = try Self.site.get()
      let folder = try makeTemporaryFolder()
      let source = "\(Settings.root)/Tests/LiveTests"
      let address = "http://127.0.0.1:\(site.client.port)"
      let command = [
        "env", "-C", folder, try Settings.schemathesis(), "--config-file", "\(source)/schemathesis.toml", "run",
        "\(address)/api/openapi.json", "--no-color",
      ]
      let output = try ChildProcess.run(
        command + arguments, log: "\(folder)/output",
        environment: [
          "HOME": folder, "MARQUEE_TEST_URL": address, "MARQUEE_TEST_TOKEN": try site.register().token,
          "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8",
        ], patience: 1_200)
      let generated = try #require(output.firstMatch(of: /(\d+) generated, (\d+) passed/), "\(output.suffix(3_000))")
      #expect(Int(generated.1) ?? 0 >= count && !output.contains("errored"), "\(output.suffix(3_000))")
      #expect(!site.serverLog.contains(#""level":"error""#))
    }
  }
}
