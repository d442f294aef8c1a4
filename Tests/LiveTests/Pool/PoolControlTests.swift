import Foundation
import Testing

/// Commands with which an operator manages the pool. These tests have their own site, which they reload and stop.
extension LiveSuites {
  @Suite struct ControllingPool {
    private static let own = Result { try LiveSite() }
    let site: LiveSite

    init() throws {
      site = try Self.own.get()
      #expect(eventually { (try? site.workers().count) == 2 })
    }

    @Test func `the reload command returns once every worker has been replaced`() throws {
      let before = try site.workers()
      let (status, lines) = try site.control("reload")
      #expect(status == 0 && lines == ["2 workers have been replaced."])
      let after = try site.workers()
      #expect(after.count == 2 && Set(before).isDisjoint(with: after))
    }

    @Test func `a faulty configuration changes nothing, whether the command or the master finds the fault`() throws {
      let path = "\(site.folder)/server.conf"
      let good = try readText(path)
      defer { try? writeText(good, to: path) }
      let before = try site.workers()
      try writeText(good + "colour = blue\n", to: path)
      let mine = try site.control("reload")
      #expect(mine.status == 1 && mine.lines.first?.contains("colour") == true)
      // Other commands report the fault, and still work.
      let shown = try site.control("status")
      #expect(shown.status == 0 && shown.lines.first?.contains("colour") == true)
      #expect(shown.lines.contains { $0.hasPrefix("pool ") })
      // Only the master reads the secrets.
      try writeText(good.replacing("jwt-secret", with: "no-such-file"), to: path)
      let masters = try site.control("reload")
      #expect(masters.status == 1 && masters.lines.first?.contains("nothing has changed: ") == true)
      #expect(masters.lines.first?.contains("no-such-file") == true)
      #expect(try site.workers() == before && site.client.get("/api/health").status == 200)
    }

    @Test func `the stop command ends the pool, and later commands report that none is running`() throws {
      let other = try LiveSite()
      let answer = try other.control("stop")
      #expect(answer.status == 0 && answer.lines == ["The pool has stopped."])
      #expect(eventually { !other.server.isRunning } && other.server.exitStatus == 0)
      for command in ["stop", "reload"] {
        let gone = try other.control(command)
        #expect(gone.status == 3 && gone.lines == ["marquee-ctl: no pool is running"])
      }
      try other.restartServer()
      #expect(try other.control("stop", "--now").status == 0)
    }

    @Test(arguments: ["slots = many", "no equals sign", "\u{0}", "database_password_file = /nowhere"])
    func `a pool whose configuration file has become faulty can still be stopped`(line: String) throws {
      let other = try LiveSite()
      let path = "\(other.folder)/server.conf"
      try writeText(readText(path) + line + "\n", to: path)
      #expect(try other.control("status", "--json").lines.last?.contains(#""running":true"#) == true)
      let answer = try other.control("stop")
      #expect(answer.status == 0 && answer.lines.last == "The pool has stopped.")
    }

    @Test func `a reload reports settings that need a restart, and the pool keeps serving`() throws {
      let path = "\(site.folder)/server.conf"
      let good = try readText(path)
      defer { try? writeText(good, to: path) }
      try writeText(
        good.replacing("/w.sock", with: "/other.sock") + "socket_mode = 0600\nlisten = 127.0.0.1:1\nuser = daemon\n",
        to: path)
      let (status, lines) = try site.control("reload")
      #expect(status == 0 && lines.contains("2 workers have been replaced."))
      #expect(lines.contains("marquee-ctl: needs a restart: socket, socket_mode, listen, user"), "\(lines)")
      #expect(site.serverLog.contains("needs a restart: socket, socket_mode, listen, user"))
      #expect(try site.client.get("/init").status == 200 && site.control("status").status == 0)
      try writeText(good, to: path)
      #expect(try site.control("reload").lines == ["2 workers have been replaced."])
    }

    // MARK: - Models

    @Test func `an older model version can be restored, and then the newer one again`() throws {
      func version() throws -> String? {
        try JSON(Array(site.control("models", "list", "--json").lines.joined().utf8))["models"]?[0]?["version"]?.string
      }
      let first = try #require(try version())
      try site.train(["EASE"])
      let second = try #require(try version())
      #expect(first != second)
      #expect(try site.control("models", "restore", "EASE").lines == ["EASE: \(first) is served."])
      let isServed = eventually {
        (try? site.client.post("/api/recommend", ["model": "EASE", "context": [5]]).json["model_version"]?.string)
          == first
      }
      #expect(try isServed && version() == first)
      #expect(try site.control("models", "restore", "EASE", second).status == 0)
      let unknown = try site.control("models", "restore", "EASE", "20200101T000000Z-00000000")
      #expect(unknown.status == 1 && unknown.lines.count == 1)
      #expect(try site.control("models", "restore", "EASY").status == 64)
    }

    @Test func `a damaged model file is reported with its fault and not restored`() throws {
      try site.train(["ItemKNN"])
      let older = try JSON(Array(site.control("models", "list", "--json").lines.joined().utf8))["models"]?[1]?["older"]
      let version = try #require(older?[0]?.string)
      #expect(try site.control("models", "verify").status == 0)
      let path = "\(site.modelFile("ItemKNN")).\(version)"
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      let good = bytes
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
      defer { try? good.write(to: URL(fileURLWithPath: path)) }
      let (status, lines) = try site.control("models", "verify")
      #expect(status == 1 && lines.contains { $0.hasPrefix("\(path): ") && $0.contains("checksum") }, "\(lines)")
      #expect(lines.last == "marquee-ctl: one file has a fault")
      #expect(try site.control("models", "restore", "ItemKNN", version).status == 1)
      #expect(try site.control("models").lines.contains("NeuralMF: not trained"))
    }

    // MARK: - The database

    @Test func `pruning removes old recommendations and keeps other interactions`() throws {
      let account = try site.register()
      for (type, movie) in [("view", 1), ("select", 2)] {
        let body: JSON = ["movie_id": .integer(movie), "interaction_type": .string(type)]
        #expect(try site.client.post("/api/interactions", body, token: account.token).status == 201)
      }
      let shown = try site.client.post("/api/recommend", ["model": "EASE", "context": [5]], token: account.token)
      let count = try #require(try shown.json["count"]?.integer)
      #expect(try site.control("prune", "--json").lines == [#"{"expired":0,"interactions":0,"recommendations":0}"#])
      try site.schema.sql(
        "UPDATE interactions SET created_at = created_at - INTERVAL 31 DAY WHERE user_id = \(account.id)")
      #expect(
        try site.control("prune", "--recommended-days", "30", "--json").lines
          == [#"{"expired":0,"interactions":\#(count),"recommendations":1}"#])
      let left = try site.client.get("/api/interactions", token: account.token).json["interactions"]?.array ?? []
      #expect(left.map { $0["interaction_type"] } == ["select", "view"])
      #expect(try site.control("prune", "--recommended-days", "0").status == 64)
    }
  }
}
