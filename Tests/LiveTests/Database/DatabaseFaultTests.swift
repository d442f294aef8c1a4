import Glibc
import Testing

/// A database that runs but cannot do everything: its disk is full, it is read-only, it has lost its cluster, or it has
/// no TLS. Each test has its own MariaDB.
extension LiveSuites {
  @Suite struct DatabaseFaults {
    private static let recommend: JSON = ["model": "EASE", "context": [1, 4]]

    /// Expects that requests that change nothing still succeed.
    private func expectReads(
      _ site: LiveSite, _ account: LiveSite.RegisteredAccount, at location: SourceLocation = #_sourceLocation
    )
      throws
    {
      for path in ["/api/auth/user", "/api/interactions", "/api/ratings", "/api/movies/1"] {
        #expect(try site.client.get(path, token: account.token).status == 200, "\(path)", sourceLocation: location)
      }
      #expect(try site.client.post("/api/recommend", Self.recommend).status == 200, sourceLocation: location)
    }

    @Test func `a full database disk answers 503, and saving works again as soon as there is room`() throws {
      // All tables share one file, which cannot grow.
      let file = ["--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:48M"]
      let database = try DatabaseServer(folder: makeTemporaryFolder(), options: file)
      let site = try LiveSite(database: database)
      let account = try site.register()
      let batch: JSON = ["interactions": .array(Array(repeating: ["movie_id": 1], count: 500))]
      func save() throws -> HTTPAnswer { try site.client.post("/api/interactions/batch", batch, token: account.token) }
      func count() throws -> Int? {
        try site.client.get("/api/interactions", token: account.token).json["count"]?.integer
      }
      #expect(try save().status == 201)

      try database.sql("CREATE TABLE \(site.schema.name).filler (bytes LONGBLOB NOT NULL)")
      for size in [1_000_000, 100_000, 10_000] {
        while (try? site.schema.sql("INSERT INTO filler VALUES (REPEAT('x', \(size)))")) != nil {}
      }
      var saved = 1
      var answer = try save()
      while answer.status == 201, saved < 1_000 {
        saved += 1
        answer = try save()
      }
      try expectError(answer, 503, "DATABASE_UNAVAILABLE")
      try expectReads(site, account)
      let signed = try expectSuccess(try site.client.post("/api/recommend", Self.recommend, token: account.token), 200)
      #expect(signed["recorded"] != nil || signed["result"] != nil)
      #expect(try count() == 500 * saved, "every acknowledged batch is kept, and nothing else")
      #expect(site.serverLog.contains("MariaDB 1114"))
      #expect(try save().status == 503)
      // Every worker reports it, not only the one that met the error.
      for _ in 0..<8 {
        try expectError(try site.client.get("/api/health/ready"), 503, "DATABASE_UNAVAILABLE", mentioning: "no room")
      }

      try database.stop()
      try database.start(with: ["--innodb-data-file-path=ibdata1:48M;ibdata2:32M"])
      #expect(try eventually { try save().status == 201 })
      #expect(try site.client.get("/api/health/ready").status == 200, "ready as soon as something is saved")
    }

    @Test func `a database started read-only still serves reads, and the pool reports that it is not ready`() throws {
      let database = try DatabaseServer(folder: makeTemporaryFolder())
      let site = try LiveSite(database: database)
      let account = try site.register()
      for option in ["--innodb-read-only=1", "--read-only=1"] {
        try database.stop()
        try database.start(with: [option])
        #expect(
          try eventually { try site.client.get("/api/auth/user", token: account.token).status == 200 })
        try expectReads(site, account)
        let signed = try expectSuccess(
          try site.client.post("/api/recommend", Self.recommend, token: account.token), 200)
        #expect(signed["recorded"] == false)
        try expectError(
          try site.client.post("/api/interactions", ["movie_id": 1], token: account.token), 503,
          "DATABASE_UNAVAILABLE")
        try expectError(try site.client.get("/api/health/ready"), 503, "DATABASE_UNAVAILABLE", mentioning: "read-only")
        let check = try capture([
          "\(Settings.executables())/marquee-server", "--config", "\(site.folder)/server.conf", "--check-config",
        ])
        #expect(check.contains("the database is read-only"), "\(option): \(check)")
      }
      try database.stop()
      try database.start()
      #expect(
        try eventually {
          try site.client.post("/api/interactions", ["movie_id": 1], token: account.token).status == 201
        })
      #expect(try site.client.get("/api/health/ready").status == 200)
    }

    @Test func `a cluster node that rejects queries answers 503, and is used again once it accepts them`() throws {
      let database = try DatabaseServer(
        folder: makeTemporaryFolder(), options: Self.clusterNode(at: Loopback.freePort()))
      #expect(try database.sql("SHOW STATUS LIKE 'wsrep_cluster_status'").contains("Primary"))
      let site = try LiveSite(database: database)
      let account = try site.register()
      let event: JSON = [
        "movie_id": 1, "interaction_type": "rate", "rating": 4, "event_id": "0198c6a0-0000-7000-8000-000000000001",
      ]
      let batch: JSON = ["interactions": [event]]
      func save() throws -> HTTPAnswer { try site.client.post("/api/interactions/batch", batch, token: account.token) }
      #expect(try save().status == 201)
      // Like a node outside the primary component, it rejects queries with error 1047.
      try database.sql("SET GLOBAL wsrep_reject_queries = ALL")
      for _ in 0..<4 {
        try expectError(try save(), 503, "DATABASE_UNAVAILABLE")
        try expectError(try site.client.get("/api/ratings", token: account.token), 503, "DATABASE_UNAVAILABLE")
        try expectError(try site.client.get("/api/health/ready"), 503, "DATABASE_UNAVAILABLE")
        let signed = try expectSuccess(
          try site.client.post("/api/recommend", Self.recommend, token: account.token), 200)
        #expect(signed["recorded"] == false)
      }
      #expect(site.serverLog.contains("MariaDB 1047"))
      try database.sql("SET GLOBAL wsrep_reject_queries = NONE")
      #expect(try eventually { try save().status == 200 })
      #expect(try site.client.get("/api/health/ready").status == 200)
      #expect(try site.client.get("/api/interactions", token: account.token).json["count"] == 1)
    }

    @Test func `a cluster node that is stopped while it copies itself is not ready, and status shows its state`() throws
    {
      let database = try DatabaseServer(
        folder: makeTemporaryFolder(), options: Self.clusterNode(at: Loopback.freePort()) + ["--wsrep-sync-wait=7"])
      let site = try LiveSite(database: database)
      #expect(try eventually { try site.client.get("/api/health/ready").status == 200 })
      func status() throws -> String { try site.control("status").lines.joined(separator: "\n") }
      #expect(try status().contains("Primary, Synced, of 1\n"))
      let release = try database.hold("FLUSH TABLES WITH READ LOCK")
      try expectError(try site.client.get("/api/health/ready"), 503, "DATABASE_UNAVAILABLE")
      #expect(site.serverLog.contains("takes no changes: it is Donor"))
      #expect(try status().contains("Primary, Donor/Desynced, of 1\n"))
      try release()
      #expect(try eventually { try site.client.get("/api/health/ready").status == 200 })
      // A node that goes on serving meanwhile is ready, and one that refuses all statements still tells its state.
      try database.sql("SET GLOBAL wsrep_desync = ON")
      #expect(try status().contains("Primary, Donor/Desynced, of 1\n"))
      #expect(try site.client.get("/api/health/ready").status == 200)
      try database.sql("SET GLOBAL wsrep_desync = OFF")
      #expect(try eventually { try status().contains("Primary, Synced, of 1\n") })
      try database.sql("SET GLOBAL wsrep_reject_queries = ALL")
      #expect(try status().contains("Primary, Synced, of 1\n"))
      let json = try JSON(Array(site.control("status", "--json").lines.joined().utf8))
      #expect(json["cluster"]?["component"] == "Primary" && json["cluster"]?["nodes"] == 1)
    }

    @Test func `settings of a cluster with which promises break are named with their remedies`() throws {
      let database = try DatabaseServer(
        folder: makeTemporaryFolder(),
        options: Self.clusterNode(at: Loopback.freePort()) + [
          "--innodb-flush-log-at-trx-commit=2", "--wsrep-OSU-method=RSU", "--wsrep-auto-increment-control=OFF",
        ])
      let site = try LiveSite(["database_timeout": "5s"], database: database)
      func check() throws -> String {
        try capture([
          "\(Settings.executables())/marquee-server", "--config", "\(site.folder)/server.conf", "--check-config",
        ])
      }
      try database.sql("SET GLOBAL wsrep_provider_options = 'evs.inactive_timeout=PT20S; evs.suspect_timeout=PT9S'")
      let found = try check()
      for note in [
        "the cluster has 1 of 3 nodes", "innodb_flush_log_at_trx_commit is 2", "wsrep_sync_wait is 0",
        "wsrep_osu_method is RSU", "wsrep_auto_increment_control is OFF", "wsrep_sst_method is skip",
        "evs.suspect_timeout is 9 s",
      ] { #expect(found.contains(note), "\(found)") }
      #expect(!found.contains("innodb_autoinc_lock_mode"))
      #expect(found.contains("The configuration is good."))
      try database.sql(
        """
        SET GLOBAL innodb_flush_log_at_trx_commit = 1; SET GLOBAL wsrep_sync_wait = 15;
        SET GLOBAL wsrep_osu_method = 'TOI'; SET GLOBAL wsrep_auto_increment_control = ON;
        SET GLOBAL wsrep_sst_method = 'mariabackup'; SET GLOBAL wsrep_provider_options = 'evs.suspect_timeout=PT5S'
        """)
      let rest = try check()
      for name in ["innodb_", "wsrep_", "evs."] { #expect(!rest.contains(name), "\(rest)") }
      try database.stop()
      try database.start(with: ["--innodb-autoinc-lock-mode=1"])
      #expect(try check().contains("innodb_autoinc_lock_mode is 1"))
    }

    @Test func `a cluster node that has lost its peer answers 503, and saves again once it has a majority`() throws {
      let port = try Loopback.freePort()
      let database = try DatabaseServer(folder: makeTemporaryFolder(), options: Self.clusterNode(at: port))
      let peer = try DatabaseServer(
        folder: makeTemporaryFolder(), options: Self.clusterNode(at: Loopback.freePort(), joining: port))
      func areTogether() throws -> Bool { try database.sql("SHOW STATUS LIKE 'wsrep_cluster_size'").contains("2") }
      #expect(try eventually { try areTogether() })
      let site = try LiveSite(["database_timeout": "5s"], database: database)
      let account = try site.register()
      func save() throws -> HTTPAnswer {
        try site.client.post("/api/interactions", ["movie_id": 1], token: account.token)
      }
      let events: [(loss: () throws -> Void, cure: () throws -> Void)] = [
        ({ try peer.freeze() }, { try peer.thaw() }),
        ({ try peer.kill() }, { try database.sql("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=true'") }),
      ]
      for event in events {
        #expect(try eventually { try areTogether() })
        #expect(try save().status == 201)
        try event.loss()
        // The first request waits until the node knows that it is alone.
        for _ in 0..<3 {
          let answer = try save()
          try expectError(answer, 503, "DATABASE_UNAVAILABLE")
          #expect(answer.all("Retry-After").count == 1)
        }
        try expectError(try site.client.get("/api/health/ready"), 503, "DATABASE_UNAVAILABLE")
        #expect(try site.client.post("/api/recommend", Self.recommend).status == 200)
        let signed = try expectSuccess(
          try site.client.post("/api/recommend", Self.recommend, token: account.token), 200)
        #expect(signed["recorded"] == false)
        try event.cure()
        #expect(try eventually { try save().status == 201 })
        #expect(try site.client.get("/api/health/ready").status == 200)
        let recorded = try expectSuccess(
          try site.client.post("/api/recommend", Self.recommend, token: account.token), 200)
        #expect(recorded["recorded"] == true)
      }
    }

    /// Options of a cluster node on this machine that notices within 2 s that a peer is gone. All nodes start empty, so
    /// a joining node has nothing to copy.
    private static func clusterNode(at port: Int, joining other: Int? = nil) -> [String] {
      let provider = [
        "base_port=\(port)", "gmcast.listen_addr=tcp://127.0.0.1:\(port)", "evs.suspect_timeout=PT2S",
        "evs.keepalive_period=PT0.5S", "evs.inactive_check_period=PT0.5S", "evs.inactive_timeout=PT6S",
        "evs.install_timeout=PT3S", "evs.join_retrans_period=PT0.3S",
      ]
      return [
        "--wsrep-on=ON", "--wsrep-provider=/usr/lib/galera/libgalera_smm.so", "--wsrep-sst-method=skip",
        "--wsrep-cluster-address=gcomm://\(other.map { "127.0.0.1:\($0)" } ?? "")", "--wsrep-node-address=127.0.0.1",
        "--binlog-format=ROW", "--innodb-autoinc-lock-mode=2",
        "--wsrep-provider-options=\(provider.joined(separator: ";"))",
      ]
    }

    @Test func `a database without TLS is refused if the configuration requires TLS, and the message says so`() throws {
      let port = try Loopback.freePort()
      let folder = try makeTemporaryFolder()
      let database = try DatabaseServer(
        folder: folder, options: ["--skip-networking=0", "--bind-address=127.0.0.1", "--port=\(port)", "--skip-ssl"])
      let schema = try SiteSchema(in: database)
      try writeText("\(SiteSchema.password)\n", to: "\(folder)/password")
      try writeText("a secret of the tests, longer than 32 bytes\n", to: "\(folder)/jwt-secret")
      try writeText(
        """
        socket = \(folder)/w.sock
        scoreboard = \(folder)/scoreboard
        models = \(folder)
        allow_root = \(getuid() == 0)
        jwt_secret_file = \(folder)/jwt-secret
        database_host = 127.0.0.1
        database_port = \(port)
        database_tls = true
        database_name = \(schema.name)
        database_user = \(schema.account("server"))
        database_password_file = \(folder)/password

        """, to: "\(folder)/tls.conf")
      let check = try ChildProcess(
        ["\(Settings.executables())/marquee-server", "--config", "\(folder)/tls.conf", "--check-config"],
        log: "\(folder)/check.log")
      #expect(check.waitForEnd() == 78)
      #expect(check.output.contains("the database cannot be used") && check.output.contains("TLS"), "\(check.output)")
    }
  }
}
