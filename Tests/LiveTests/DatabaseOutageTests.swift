import Testing

/// A database that goes and comes back. It has a MariaDB of its own.
extension Live {
  @Suite struct DatabaseOutage {
    let database: DatabaseServer
    let site: Site
    var client: Client { site.client }

    init() throws { (database, site) = try Self.own.get() }

    private static let own = Result {
      let database = try DatabaseServer(folder: makeTemporaryFolder())
      return (database, try Site(database: database))
    }

    @Test func `without the database recommendations go on, and everything else says that it is away`() throws {
      let account = try site.register()
      let recommend: JSON = ["model": "EASE", "context": [1, 4]]
      let before = try expectSuccess(try client.post("/api/recommend", recommend), 200)
      try database.stop()

      for _ in 0..<8 {
        #expect(try expectSuccess(try client.get("/api/health"), 200)["status"] == "healthy")
        let anonymous = try expectSuccess(try client.post("/api/recommend", recommend), 200)
        #expect(anonymous["result"] == before["result"] && anonymous.keys == before.keys)
        let signed = try expectSuccess(try client.post("/api/recommend", recommend, token: account.token), 200)
        #expect(signed["recorded"] == false)
        #expect(signed["result"] == before["result"])
        #expect(try client.get("/init").status == 200)

        try expectError(try client.get("/api/auth/user", token: account.token), 503, "DATABASE_UNAVAILABLE")
        try expectError(
          try client.post("/api/interactions", ["movie_id": 1], token: account.token), 503, "DATABASE_UNAVAILABLE")
        try expectError(
          try client.post("/api/auth/login", ["username": "tester1", "password": "correct horse 1"]), 503,
          "DATABASE_UNAVAILABLE")
      }

      try database.start()
      let isBack = try eventually(within: 10) { try client.get("/api/auth/user", token: account.token).status == 200 }
      #expect(isBack)
      // Every slot of every worker, not only the first that was asked.
      #expect(
        try eventually(within: 10) {
          try (0..<20).allSatisfy { _ in try client.get("/api/auth/user", token: account.token).status == 200 }
        })
      #expect(try client.post("/api/interactions", ["movie_id": 1], token: account.token).status == 201)
    }

    @Test func `a server that starts without a database serves as soon as there is one`() throws {
      try database.stop()
      try site.restartServer()
      #expect(try client.get("/api/health").status == 200)
      try database.start()
      #expect(try eventually(within: 10) { try client.get("/init").status == 200 })
      let account = try site.register()
      #expect(try client.get("/api/auth/user", token: account.token).status == 200)
    }
  }
}
