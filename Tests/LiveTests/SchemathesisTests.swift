import Testing

/// The API, tried by its own description: every operation with data that fits and data that does not, and what it
/// answers held against what it says of itself. `schemathesis.toml` lists what is left out, and why.
extension Live {
  @Suite struct Schemathesis {
    private static let site = Result { try Site() }

    /// What ends the session or the account that it runs under.
    private static let endings = ["logOut", "logOutEverywhere", "endSession", "deleteUser"]

    @Test func `nothing fails, and every answer is one that is described`() throws {
      try run(endings.flatMap { ["--exclude-operation-id", $0] }, atLeast: 2_500)
    }

    @Test func `neither when sessions and accounts end meanwhile`() throws {
      try run(endings.flatMap { ["--include-operation-id", $0] }, atLeast: 50)
    }

    private var endings: [String] { Self.endings }

    /// - Parameter count: how many requests there must be at least: without a description it would be content, too.
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
        ], patience: 300)
      let generated = try #require(output.firstMatch(of: /(\d+) generated, (\d+) passed/), "\(output.suffix(3_000))")
      #expect(Int(generated.1) ?? 0 >= count && !output.contains("errored"), "\(output.suffix(3_000))")
      #expect(!site.serverLog.contains(#""level":"error""#))
    }
  }
}
