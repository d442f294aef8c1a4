import Testing

extension LiveSuites {
  @Suite struct BadRequests {
    let site: LiveSite

    init() throws { site = try LiveSite.shared() }

    @Test(arguments: BadRequest.all) func `a bad request gets its own error and changes nothing`(bad: BadRequest) throws
    {
      // Its session has just been used, so its use is not due to be noted.
      let token = bad.isSignedIn ? try site.register().token : nil
      var request = bad.request
      request.token = token
      let before = try site.schema.contents()
      let answer = try site.client.send(request)
      let code = try bad.code.isEmpty ? #require(try answer.json["error"]?.string) : bad.code
      try expectError(answer, bad.status, code, mentioning: bad.mention)
      #expect(try site.schema.contents() == before)
    }

    @Test func `a password that is almost right is refused and changes nothing`() throws {
      let account = try site.register()
      let before = try site.schema.contents()
      for password in ["", " ", "correct horse", account.password.uppercased(), account.password + "\u{0}"] {
        let answer = try site.client.post(
          "/api/auth/login", ["username": .string(account.username), "password": .string(password)])
        #expect(answer.status == 401 || answer.status == 400)
      }
      #expect(try site.schema.contents() == before)
    }
  }
}
