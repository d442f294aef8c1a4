import Foundation
import Glibc
import Testing

/// Compares the service with a model of accounts, sessions, histories, marks and imports, over calls that Hypothesis
/// draws, while workers are killed and the pool is reloaded and restarted (`Tests/Stateful`). `scripts/prove api` runs
/// it for longer.
extension LiveSuites {
  @Suite struct Stateful {
    @Test func `after any calls, the service holds what a model of the accounts holds, also after restarts`() throws {
      let site = try LiveSite()
      let (folder, source) = (try makeTemporaryFolder(), "\(Settings.root)/Tests/Stateful")
      try makeFolder("\(folder)/troubles")
      let seconds = Settings.environment("MARQUEE_PROVE_SECONDS")
      let command = [
        "env", "-C", folder, try Settings.pythonWithHypothesis(), "\(source)/machine.py",
        "--seed", Settings.environment("MARQUEE_PROVE_SEED") ?? "1",
      ]
      let machine = try ChildProcess(
        command + (seconds.map { ["--seconds", $0] } ?? ["--examples", "5"]), log: "\(folder)/output",
        environment: [
          "HOME": folder, "MARQUEE_TEST_URL": "http://127.0.0.1:\(site.client.port)",
          "MARQUEE_TEST_TROUBLES": "\(folder)/troubles", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8",
        ])
      defer { machine.signal(SIGTERM) }
      // What fails is shortened for at most five minutes more.
      let end = now() + (seconds.flatMap { Double($0) } ?? 0) + 420
      while machine.isRunning, now() < end {
        for trouble in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/troubles") {
          try cause(trouble, site)
          try FileManager.default.removeItem(atPath: "\(folder)/troubles/\(trouble)")
        }
        pause(0.01)
      }
      let output = machine.output
      let log = site.serverLog.split(separator: "\n").filter { !$0.contains(#""level":"debug""#) }.suffix(20)
      #expect(machine.exitStatus == 0, "\(output.suffix(8_000))\n\(log.joined(separator: "\n"))")
      let found = try #require(output.firstMatch(of: /· api: (\d+) requests, (\d+) troubles.*/))
      #expect((Int(found.1) ?? 0) > 500 && (Int(found.2) ?? 0) > 2, "\(found.0)")
      print(found.0)
    }

    private func cause(_ trouble: String, _ site: LiveSite) throws {
      switch trouble {
      case "kill-worker":
        guard let worker = try site.workers().first else { return }
        let hasEnded = ends(of: [worker])
        kill(worker, SIGKILL)
        // Then its connections are closed, and nginx uses none of them for the next request.
        guard eventually({ hasEnded() }) else { throw LiveError("a killed worker has not ended") }
      // Loses no request, so nothing needs to wait for its end.
      case "reload": site.server.signal(SIGHUP)
      case "restart": try site.restartServer()
      default: throw LiveError("unknown trouble: \(trouble)")
      }
    }
  }
}
