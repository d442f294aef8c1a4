import Domain
import MariaDB
import Stores
import Testing

struct UserImportsLiveTests {
  private let schema: LiveSchema
  private let connection: Connection
  private let user: User
  private let session: SessionClaim

  init() throws {
    schema = try LiveSchema()
    connection = schema.connect()
    user = try schema.fill()
    session = try .open(for: user.id, on: connection)
  }

  /// Interactions with movies that need not exist, each with a key of its own.
  private func newImport(_ count: Int, questions: Int = 0) throws -> NewImport {
    let interactions = try (1...count).map { number -> ImportedInteraction in
      let key = try #require(UUID(bytes: (0..<16).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 4))) }))
      let imported = ImportedInteraction(
        MovieID(number), .rate, Rating(halfStars: 1 + number % 10), at: Timestamp(seconds: Int64(number)), key: key)
      return try #require(imported)
    }
    return NewImport(
      source: .letterboxd, fileHash: [UInt8](repeating: 1, count: 32), interactions: interactions,
      questions: (0..<questions).map {
        ImportQuestion(number: $0 + 1, title: "A", year: 1999, acts: [], candidates: [1])
      })
  }

  private func add(_ new: NewImport, maximum: Int = .max) throws -> ImportResult {
    try UserImports(connection, maximum: maximum).add(new, of: session, at: Timestamp(seconds: 10_000))
  }

  @Test func `three thousand rows take few statements, and so does undoing them`() throws {
    var statements = 0
    connection.observer = { _, _ in statements += 1 }
    guard case .added(let id, let added) = try add(newImport(3_000, questions: 1_000)) else { throw Refused() }
    #expect(added.ratings == 3_000 && statements < 100, "\(statements)")
    #expect(try schema.count("interactions") == 3_000 && schema.count("ratings") == 3_000)
    statements = 0
    #expect(try UserImports(connection).undo(id, of: session))
    #expect(statements < 150, "\(statements)")
    for table in ["interactions", "ratings", "events", "imported_events", "import_questions", "imports"] {
      #expect(try schema.count(table) == 0, "\(table)")
    }
  }

  @Test func `an import that breaks off is completed by repeating it`() throws {
    let new = try newImport(1_200)
    try schema.connect().run(
      """
      CREATE TRIGGER stop BEFORE INSERT ON interactions FOR EACH ROW
      IF NEW.movie_id = 1100 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'stop'; END IF
      """)
    #expect(throws: StoreError.self) { try add(new) }
    let before = try schema.count("interactions")
    #expect(before > 0 && before < 1_200)
    #expect(try schema.count("events") == before && schema.count("imported_events") == before)
    try schema.connect().run("DROP TRIGGER stop")
    guard case .added(_, let added) = try add(new) else { throw Refused() }
    #expect(added.ratings == 1_200 - Int(before))
    #expect(try schema.count("interactions") == 1_200 && schema.count("imports") == 1)
  }

  @Test func `the same file from two clients at once is one import, which adds everything once`() async throws {
    let new = try newImport(1_200, questions: 3)
    let meeting = Meeting(of: 2)
    let (address, session) = (schema.address, session)
    let add: @Sendable () throws -> ImportResult = {
      let imports = UserImports(Connection(address))
      meeting.join()
      return try imports.add(new, of: session, at: Timestamp(seconds: 10_000))
    }
    async let first = onThread(add)
    async let second = onThread(add)
    guard case (.added(let id, let added), .added(let other, let more)) = try await (first, second) else {
      throw Refused()
    }
    #expect(id == other && added.ratings + more.ratings == 1_200)
    #expect(try schema.count("interactions") == 1_200 && schema.count("events") == 1_200)
    #expect(try schema.count("imports") == 1 && schema.count("import_questions") == 3)
    #expect(try UserImports(connection).imports(of: session).map(\.added.ratings) == [1_200])
  }

  @Test func `if two clients answer the same questions at once, one answer counts`() async throws {
    var questions = try newImport(1, questions: 150)
    questions.interactions = []
    guard case .added(let id, _) = try add(questions) else { throw Refused() }
    let meeting = Meeting(of: 2)
    let (address, session) = (schema.address, session)
    let choices = try newImport(300).interactions
    let answer: @Sendable (Int) throws -> ImportCounts? = { client in
      let imports = UserImports(Connection(address))
      let answers = (0..<150).map { number in
        ImportAnswer(number: number + 1, interactions: [choices[2 * number + client]])
      }
      meeting.join()
      return try imports.answer(answers, of: id, of: session, at: Timestamp(seconds: 10_000))
    }
    async let first = onThread { try answer(0) }
    async let second = onThread { try answer(1) }
    let added = try await [first, second].compactMap { $0?.ratings }
    #expect(added.count == 2 && added.reduce(0, +) == 150)
    #expect(try schema.count("interactions") == 150)
  }

  @Test func `an import that is undone while it is still running leaves nothing behind`() throws {
    let other = UserImports(schema.connect())
    let session = session
    var transactions = 0
    connection.observer = { sql, _ in
      guard sql.text.contains("FOR UPDATE") else { return }
      transactions += 1
      // After the import itself and its first part.
      guard transactions == 3 else { return }
      do {
        for record in try other.imports(of: session) { _ = try other.undo(record.id, of: session) }
      } catch {
        Issue.record(error)
      }
    }
    guard case .added(_, let added) = try add(newImport(1_200, questions: 3)) else { throw Refused() }
    #expect(added.ratings == 500)
    for table in ["interactions", "ratings", "events", "imported_events", "import_questions", "imports"] {
      #expect(try schema.count(table) == 0, "\(table)")
    }
  }

  @Test func `an import that would make a history too long adds nothing`() throws {
    #expect(throws: StoreError.full) { try add(newImport(11), maximum: 10) }
    #expect(try schema.count("interactions") == 0 && schema.count("imports") == 0)
    _ = try add(newImport(10), maximum: 10)
    #expect(try schema.count("interactions") == 10)
  }

  @Test func `repeating an import or an answer succeeds with a full history`() throws {
    let new = try newImport(10, questions: 2)
    guard case .added(let id, _) = try add(new, maximum: 10) else { throw Refused() }
    guard case .added(id, let again) = try add(new, maximum: 10) else { throw Refused() }
    #expect(again.all == 0)
    // Less than the history has, as after the setting was changed.
    _ = try add(new, maximum: 5)
    let imports = UserImports(connection, maximum: 10)
    let known = ImportAnswer(number: 1, interactions: [new.interactions[3]])
    #expect(try imports.answer([known], of: id, of: session, at: Timestamp(seconds: 10_000))?.all == 0)
    let more = try newImport(11).interactions[10]
    #expect(throws: StoreError.full) {
      try imports.answer(
        [ImportAnswer(number: 2, interactions: [more])], of: id, of: session, at: Timestamp(seconds: 10_000))
    }
    // An answer to a question that has one adds nothing, so it fits.
    let repeated = ImportAnswer(number: 1, interactions: [more])
    #expect(try imports.answer([repeated], of: id, of: session, at: Timestamp(seconds: 10_000))?.all == 0)
    #expect(throws: StoreError.full) { try add(newImport(11), maximum: 10) }
    _ = try add(newImport(11), maximum: 11)
    #expect(try schema.count("interactions") == 11)
  }

  @Test func `the counts of a long history stay correct when an import is undone`() throws {
    let interactions = Interactions(connection)
    guard case .added(let id, _) = try add(newImport(3_000)) else { throw Refused() }
    // Stores the counts.
    #expect(try interactions.history(of: session, HistoryQuery(limit: 1)).total == 3_000)
    #expect(try schema.count("interaction_counts") == 1)
    #expect(try UserImports(connection).undo(id, of: session))
    #expect(try interactions.history(of: session, HistoryQuery(limit: 1)).total == 0)
  }

  @Test func `deleting an account deletes its imports`() throws {
    _ = try add(newImport(3, questions: 3))
    let hash = try #require(try Users(connection).passwordHash(of: user.id))
    #expect(try Users(connection).delete(ConfirmedPassword(user: user.id, hash: hash), at: Timestamp(seconds: 0)))
    try schema.removeDeleted()
    for table in ["imports", "imported_events", "import_questions", "events", "interactions"] {
      #expect(try schema.count(table) == 0, "\(table)")
    }
  }

  private struct Refused: Error {}
}
