import Domain
import MariaDB
import Stores
import Testing

/// A pool works with any server settings that a session can override.
struct SessionSettingLiveTests {
  /// Settings that would harm a session that inherited them: they lose acknowledged writes, hide rows, refuse or
  /// truncate changes, shift times, translate messages, or leave gaps between ids.
  private static let hostile = [
    ("autocommit", "0"), ("completion_type", "1"), ("completion_type", "2"), ("tx_read_only", "1"),
    ("tx_isolation", "'SERIALIZABLE'"), ("tx_isolation", "'READ-UNCOMMITTED'"),
    ("sql_mode", "'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE,NO_UNSIGNED_SUBTRACTION'"),
    ("sql_mode", "'ORACLE'"), ("time_zone", "'-05:00'"), ("sql_select_limit", "1"), ("max_join_size", "1"),
    ("sql_big_selects", "0"), ("sql_safe_updates", "1"), ("sql_auto_is_null", "1"), ("foreign_key_checks", "0"),
    ("unique_checks", "0"), ("check_constraint_checks", "0"), ("lc_messages", "'de_DE'"), ("lc_time_names", "'de_DE'"),
    ("innodb_lock_wait_timeout", "1"), ("lock_wait_timeout", "1"), ("max_statement_time", "0.000001"),
    ("auto_increment_increment", "3"), ("auto_increment_offset", "2"), ("low_priority_updates", "1"),
    ("old_mode", "'NO_DUP_KEY_WARNINGS_WITH_IGNORE,NO_PROGRESS_INFO,ZERO_DATE_TIME_CAST'"),
    ("div_precision_increment", "0"), ("group_concat_max_len", "4"), ("default_week_format", "7"),
    ("max_sort_length", "64"), ("sql_buffer_result", "1"), ("big_tables", "1"), ("max_error_count", "0"),
    ("explicit_defaults_for_timestamp", "0"), ("innodb_strict_mode", "0"), ("optimizer_search_depth", "0"),
    ("wait_timeout", "1"), ("net_write_timeout", "1"), ("net_read_timeout", "1"), ("idle_transaction_timeout", "1"),
  ]

  @Test func `everything works on a server with hostile defaults`() throws {
    let server = try OwnServer()
    let schema = try server.makeSchema()
    _ = try schema.fill()
    try expectEverythingWorks(server, schema, "defaults")
    for (variable, value) in Self.hostile {
      try server.set(variable, value)
      try expectEverythingWorks(server, schema, "\(variable) = \(value)")
      try server.set(variable, "DEFAULT")
    }
    for (variable, value) in Self.hostile { try server.set(variable, value) }
    try expectEverythingWorks(server, schema, "all of them")
  }

  @Test func `texts are stored unchanged on a server that ignores the client's character set`() throws {
    let server = try OwnServer(options: [
      "--skip-character-set-client-handshake", "--character-set-server=latin1", "--collation-server=latin1_swedish_ci",
    ])
    let schema = try server.makeSchema()
    _ = try schema.fill()
    _ = try Imports(schema.connect(), at: Timestamp(seconds: 0)).add([
      Movie(id: 1, title: "Café 🎬", genres: [], date: nil)
    ])
    let bytes = try schema.connect().rows("SELECT HEX(title) FROM movies WHERE id = 1") { try $0.text(0) }
    #expect(bytes == ["436166C3A920F09F8EAC"])
    try expectEverythingWorks(server, schema, "latin1")
  }

  private func expectEverythingWorks(_ server: OwnServer, _ schema: LiveSchema, _ setting: String) throws {
    let address = server.address(user: "pool", database: schema.name)
    let connection = Connection(address)
    #expect(try ServerCheck.overridden(on: connection).isEmpty, "\(setting)")
    let (users, interactions) = (Users(connection), Interactions(connection))
    let now = Timestamp(seconds: 1_700_000_000)
    var random = SystemRandomNumberGenerator()
    let name = "é\(UInt64.random(in: 0...9_999_999_999))"
    let new = NewUser(username: name, email: "\(name)@example.org", passwordHash: "hash", age: 30, gender: nil)
    let user = try users.register(new, at: now)
    #expect(throws: StoreError.taken(.username), "\(setting)") { try users.register(new, at: now) }

    let keys = (0..<4).map { _ in UUID(from: &random) }
    let batch = try zip([0, -5, 0, -5] as [MovieID], keys).map { movie, key in
      try #require(NewInteraction(movie: movie, kind: .rate, rating: Rating(stars: 4), idempotencyKey: key))
    }
    let outcome = try interactions.save(batch, of: user.id, at: now)
    guard case .saved(let saved, new: 4, _) = outcome else {
      Issue.record("\(setting): \(outcome)")
      return
    }
    #expect(try interactions.save(batch, of: user.id, at: now) == .saved(saved, new: 0), "\(setting)")
    let view = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
    _ = try interactions.save([view], of: user.id, at: now)
    #expect(throws: StoreError.sessionEnded, "\(setting)") {
      try interactions.save([view], of: -1, at: now)
    }
    #expect(try interactions.delete(saved[0].id, of: user.id))

    let statistics = StatisticsTables(Connection(address.waiting(atMost: .seconds(60))))
    try connection.write("UPDATE statistics SET is_due = TRUE WHERE id = 1")
    let version = try statistics.state().version
    try statistics.count(patience: .seconds(5))
    #expect(try statistics.state().version == version + 1 && statistics.movieCounts().count == 2, "\(setting)")

    // Another session sees all changes: none waits for a COMMIT.
    let other = Connection(address)
    #expect(try Users(other).user(id: user.id) == user, "\(setting)")
    let history = try Interactions(other).history(of: user.id, HistoryQuery())
    #expect(history.interactions.map(\.id).dropFirst() == [saved[3].id, saved[2].id, saved[1].id], "\(setting)")
    #expect(history.total == 4 && history.interactions.allSatisfy { $0.createdAt == now }, "\(setting)")
    #expect(try Ratings(other).ratings(of: user.id, limit: 9, before: nil).entries.count == 2, "\(setting)")
    #expect(try Recommendations(other).taste(of: user.id).seen == [0, -5], "\(setting)")
    #expect(try Movies(other).catalogue(rejected: { Issue.record("\($0)") }).count >= 2, "\(setting)")
    try DatabaseSchema(other).checkWriting()
    #expect(try Users(other).delete(ConfirmedPassword(user: user.id, hash: "hash"), at: now), "\(setting)")
  }
}
