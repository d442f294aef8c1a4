import Domain
import Stores
import Testing

struct StoreLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let users: Users
  private let interactions: Interactions

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    let connection = schema.connect()
    users = Users(connection)
    interactions = Interactions(connection)
  }

  private func new(_ username: String, _ email: String) -> NewUser {
    NewUser(username: username, email: email, passwordHash: "hash", age: nil, gender: nil)
  }

  private func rate(_ movie: MovieID, _ stars: Double) throws -> NewInteraction {
    try #require(NewInteraction(movie: movie, kind: .rate, rating: Rating(stars: stars)))
  }

  private func view(_ movie: MovieID) throws -> NewInteraction {
    try #require(NewInteraction(movie: movie, kind: .view, rating: nil))
  }

  @Test func `a user is read back as registered`() throws {
    #expect(try users.user(id: user.id) == user)
    #expect(user.createdAt == Timestamp(seconds: 1_000))
    #expect(try users.user(id: .max) == nil)
  }

  @Test func `usernames are unique ignoring case and accents, and e-mails ignoring case`() throws {
    for name in ["Mára", "MARA", "mara", "Ma\u{301}ra"] {
      #expect(throws: StoreError.taken(.username)) {
        try users.register(new(name, "other@example.org"), at: Timestamp(seconds: 0))
      }
    }
    #expect(throws: StoreError.taken(.email)) {
      try users.register(new("other", "Mara@Example.ORG"), at: Timestamp(seconds: 0))
    }
    #expect(throws: Never.self) { try users.register(new("other", "mára@example.org"), at: Timestamp(seconds: 0)) }
  }

  @Test func `an account is found by username or e-mail`() throws {
    for login in ["Mára", "mara", "mara@example.org", "MARA@example.org"] {
      #expect(try users.account(login: login, at: Timestamp(seconds: 0))?.user == user.id)
    }
    #expect(try users.account(login: "nobody", at: Timestamp(seconds: 0)) == nil)
    #expect(try users.account(login: "", at: Timestamp(seconds: 0)) == nil)
  }

  @Test func `imported users have no username, and the ids of registered users start above theirs`() throws {
    let imports = try Imports(schema.connect(), at: Timestamp(seconds: 0))
    #expect(try imports.add([ImportedUser(id: 900, age: 20, gender: "M")]).added == 1)
    #expect(try users.user(id: 900)?.username == nil)
    #expect(try users.register(new("later", "later@example.org"), at: Timestamp(seconds: 0)).id > 900)
  }

  @Test func `interactions get ascending ids and are returned newest first`() throws {
    let outcome = try interactions.save(
      [view(0), rate(-5, 3.5), view(0)], of: user.id, at: Timestamp(microseconds: 5_000_001))
    guard case .saved(let saved, new: 3, _) = outcome else { return #expect(Bool(false), "\(outcome)") }
    #expect(saved.map(\.id) == saved.map(\.id).sorted() && Set(saved.map(\.id)).count == 3)
    let page = try interactions.history(of: user.id, HistoryQuery())
    #expect(page == HistoryPage(interactions: saved.reversed(), total: 3, next: nil))
  }

  @Test func `the history is filtered and paged`() throws {
    for _ in 0..<3 { _ = try interactions.save([view(0), rate(-5, 4)], of: user.id, at: Timestamp(seconds: 9)) }
    let first = try interactions.history(of: user.id, HistoryQuery(kind: .view, limit: 2))
    #expect(first.interactions.count == 2 && first.total == 3)
    let second = try interactions.history(of: user.id, HistoryQuery(kind: .view, limit: 2, before: first.next))
    #expect(second.interactions.count == 1 && second.next == nil && second.total == 3)
    #expect(try interactions.history(of: user.id, HistoryQuery(movie: -5)).total == 3)
    #expect(try interactions.history(of: user.id, HistoryQuery(kind: .view, movie: -5)).total == 0)
    #expect(try interactions.history(of: schema.addStranger().id, HistoryQuery()).total == 0)
  }

  @Test func `the last rating is the current one, and views do not change it`() throws {
    _ = try interactions.save([rate(0, 1), rate(0, 5)], of: user.id, at: Timestamp(seconds: 1))
    _ = try interactions.save([rate(0, 2)], of: user.id, at: Timestamp(seconds: 2))
    _ = try interactions.save([view(0)], of: user.id, at: Timestamp(seconds: 3))
    var signals: [Signal] = []
    try TrainingSignals(schema.connect()).forEach(rejected: { Issue.record("\($0)") }) { signals.append($0) }
    #expect(
      signals == [
        Signal(user: user.id, movie: 0, kind: .rate, rating: Rating(stars: 2), at: Timestamp(seconds: 2))
      ])
  }

  @Test func `training reads selects, views only if requested, and never recommendations`() throws {
    let kinds: [InteractionKind] = [.view, .select, .recommend]
    let events = try kinds.map { try #require(NewInteraction(movie: 0, kind: $0, rating: nil)) }
    _ = try interactions.save(events, of: user.id, at: Timestamp(seconds: 1))
    var signals: [Signal] = []
    try TrainingSignals(schema.connect()).forEach(rejected: { Issue.record("\($0)") }) { signals.append($0) }
    #expect(signals.map(\.kind) == [.select])
    var withViews: [Signal] = []
    try TrainingSignals(schema.connect(), includesViews: true).forEach(rejected: { Issue.record("\($0)") }) {
      withViews.append($0)
    }
    #expect(withViews.map(\.kind) == [.view, .select])
  }

  @Test func `training reads age and gender of exactly those users who have given either`() throws {
    func register(_ name: String, _ age: Int?, _ gender: String?) throws -> UserID {
      let new = NewUser(username: name, email: "\(name)@x.org", passwordHash: "x", age: age, gender: gender)
      return try users.register(new, at: Timestamp(seconds: 0)).id
    }
    let ids = try [
      register("b", 17, nil), register("c", nil, "F"), register("d", 56, "M"), register("e", nil, nil),
      register("f", 40, "other"),
    ]
    for count in [1, 2, 1_000] {
      var known: [UserID: Demographics] = [:]
      var order: [UserID] = []
      try TrainingSignals(schema.connect(), usersAtOnce: count).forEachKnownUser(rejected: { Issue.record("\($0)") }) {
        known[$0] = $1
        order.append($0)
      }
      #expect(order == [user.id, ids[0], ids[1], ids[2], ids[4]])
      #expect(
        known == [
          user.id: Demographics(age: .from25, gender: .female),
          ids[0]: Demographics(age: .under18, gender: nil), ids[1]: Demographics(age: nil, gender: .female),
          ids[2]: Demographics(age: .from56, gender: .male), ids[4]: Demographics(age: .from35, gender: nil),
        ])
    }
  }

  @Test func `training reads signals user by user with any batch size`() throws {
    let others = try ["b", "c", "d"].map { try users.register(new($0, "\($0)@x.org"), at: Timestamp(seconds: 0)).id }
    let select = try #require(NewInteraction(movie: 0, kind: .select, rating: nil))
    let time = Timestamp(microseconds: -1)
    _ = try interactions.save([select], of: user.id, at: time)
    _ = try interactions.save([select, rate(0, 3), rate(-5, 1)], of: others[1], at: time)
    _ = try interactions.save([rate(0, 4)], of: others[2], at: time)
    func signal(_ user: UserID, _ movie: MovieID, _ stars: Double?) -> Signal {
      Signal(
        user: user, movie: movie, kind: stars == nil ? .select : .rate, rating: stars.flatMap { Rating(stars: $0) },
        at: time)
    }
    let expected = [
      signal(user.id, 0, nil), signal(others[1], -5, 1), signal(others[1], 0, 3), signal(others[1], 0, nil),
      signal(others[2], 0, 4),
    ]
    for count in [1, 2, 1_000] {
      var signals: [Signal] = []
      try TrainingSignals(schema.connect(), usersAtOnce: count).forEach(rejected: { Issue.record("\($0)") }) {
        signals.append($0)
      }
      #expect(signals == expected)
      // Of some of them, in any order, also of one who is gone.
      signals = []
      try TrainingSignals(schema.connect(), usersAtOnce: count).forEach(
        of: [others[2], 1_000_000, others[0], others[1]], rejected: { Issue.record("\($0)") }
      ) { signals.append($0) }
      #expect(signals == Array(expected.dropFirst()))
    }
  }

  @Test func `saving interactions of an unknown user fails and changes nothing`() throws {
    for batch in try [[view(0)], [view(0), view(0)], [rate(0, 5)], [view(0), rate(0, 5)]] {
      #expect(throws: StoreError.sessionEnded) {
        try interactions.save(batch, of: 77, at: Timestamp(seconds: 1))
      }
    }
    #expect(try schema.count("interactions") == 0 && schema.count("ratings") == 0)
  }

  @Test func `the catalogue is sorted by id with genres in order`() throws {
    let catalogue = try Movies(schema.connect()).catalogue(rejected: { Issue.record("\($0)") })
    #expect(
      catalogue == [
        Movie(id: -5, title: "Minus 🎬 five", genres: [], date: nil),
        Movie(id: 0, title: "Zero", genres: ["Drama", "Sci-Fi"], date: CalendarDate(iso: "1995-01-01")),
      ])
  }
}
