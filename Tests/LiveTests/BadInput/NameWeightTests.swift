import Testing

/// Usernames that the database cannot tell apart.
extension LiveSuites {
  @Suite struct NameWeights {
    @Test func `a username of characters without collation weight is refused`() throws {
      let site = try LiveSite.shared()
      // Characters without collation weight of their own, in the first two planes, which have all scripts in use.
      let weightless = try site.schema.sql(
        """
        SELECT seq FROM seq_33_to_131071 WHERE seq NOT BETWEEN 55296 AND 57343 AND LENGTH(WEIGHT_STRING(
          CONVERT(CONVERT(UNHEX(LPAD(HEX(seq), 8, '0')) USING utf32) USING utf8mb4)
            COLLATE utf8mb4_uca1400_nopad_ai_ci)) = 0
        """)
      let scalars = weightless.split(separator: "\n").compactMap { UInt32($0).flatMap(Unicode.Scalar.init) }
      #expect(scalars.contains("\u{640}") && scalars.contains("\u{301}") && scalars.count > 100)
      for scalar in scalars where !scalar.properties.isDefaultIgnorableCodePoint {
        let body: JSON = [
          "username": .string(String(repeating: Character(scalar), count: 3)), "email": "weightless@example.com",
          "password": "battery staple",
        ]
        let answer = try site.client.post("/api/auth/register", body)
        #expect(answer.status == 400, "U+\(String(scalar.value, radix: 16))")
      }
    }
  }
}
