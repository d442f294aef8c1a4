import Testing

extension LiveSuites {
  @Suite struct Accounts {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try LiveSite.shared() }

    @Test func `registration returns the new user and a token that works immediately`() throws {
      let answer = try client.post(
        "/api/auth/register",
        [
          "username": "Ada Lovelace", "email": "ada@example.com", "password": "analytical engine", "age": 36,
          "gender": "female",
        ])
      let json = try expectSuccess(answer, 201)
      #expect(json.keys == ["message", "user", "token", "expires_in", "refresh_token"])
      #expect(json["expires_in"] == 86_400)
      let user = try #require(json["user"])
      #expect(user.keys == ["id", "username", "email", "age", "gender", "created_at"])
      #expect(user["username"] == "Ada Lovelace")
      #expect(user["email"] == "ada@example.com")
      #expect(user["age"] == 36)
      #expect(user["gender"] == "female")
      #expect(user["created_at"]?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
      #expect(answer["Cache-Control"] == "no-store")

      let token = try #require(json["token"]?.string)
      let current = try expectSuccess(try client.get("/api/auth/user", token: token), 200)
      #expect(current == ["user": user])
    }

    @Test func `age and gender may be missing or null at registration`() throws {
      let answer = try client.post(
        "/api/auth/register",
        ["username": "grace", "email": "grace@example.com", "password": "nanoseconds", "age": nil])
      let json = try expectSuccess(answer, 201)
      #expect(json["user"]?["age"] == .null)
      #expect(json["user"]?["gender"] == .null)
    }

    @Test func `registered users get ids above those of imported users`() throws {
      #expect(try site.register().id > LiveDataSet.users.count)
    }

    @Test func `login accepts a username, an e-mail address, or an e-mail address as the username`() throws {
      let account = try site.register()
      let email = "\(account.username)@example.com"
      for login: JSON in [
        ["username": .string(account.username), "password": .string(account.password)],
        ["username": .string(account.username.uppercased()), "password": .string(account.password)],
        ["email": .string(email.uppercased()), "password": .string(account.password)],
        ["username": .string(email), "password": .string(account.password)],
      ] {
        let json = try expectSuccess(try client.post("/api/auth/login", login), 200)
        #expect(json.keys == ["message", "user", "token", "expires_in", "refresh_token"])
        #expect(json["user"]?["id"] == .integer(account.id))
        let token = try #require(json["token"]?.string)
        #expect(try client.get("/api/auth/user", token: token).status == 200)
      }
    }

    @Test func `usernames are unique regardless of case and accents, and e-mail addresses regardless of case`() throws {
      func register(_ username: String, _ email: String) throws -> HTTPAnswer {
        try client.post(
          "/api/auth/register",
          ["username": .string(username), "email": .string(email), "password": "long enough"])
      }
      _ = try expectSuccess(try register("Zoë", "zoe@example.com"), 201)
      let before = try site.schema.contents()
      for username in ["Zoë", "zoë", "ZOE", "Zoe\u{308}"] {
        try expectError(try register(username, "other@example.com"), 409, "USER_EXISTS", mentioning: "username")
      }
      try expectError(try register("another", "ZOE@example.com"), 409, "USER_EXISTS", mentioning: "email")
      #expect(try site.schema.contents() == before)
    }

    @Test func `an imported user cannot log in`() throws {
      let before = try site.schema.contents()
      for name: JSON in ["", "1", "null", "user1"] {
        let answer = try client.post("/api/auth/login", ["username": name, "password": "a password"])
        #expect(answer.status == 401 || answer.status == 400)
      }
      #expect(try site.schema.contents() == before)
    }

    @Test func `a password may use any script and has to match exactly`() throws {
      let password = "пароль-密码-🔑"
      _ = try expectSuccess(
        try client.post(
          "/api/auth/register",
          ["username": "polyglot", "email": "poly@example.com", "password": .string(password)]), 201)
      let right = try client.post("/api/auth/login", ["username": "polyglot", "password": .string(password)])
      #expect(right.status == 200)
      let wrong = try client.post("/api/auth/login", ["username": "polyglot", "password": .string(password + " ")])
      try expectError(wrong, 401, "INVALID_CREDENTIALS")
    }
  }
}
