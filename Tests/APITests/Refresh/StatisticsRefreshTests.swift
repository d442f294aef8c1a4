import API
import Domain
import Glibc
import JSON
import Logging
import Testing

struct StatisticsRefreshTests {
  private let site: Site

  init() throws {
    site = try Site()
    site.statistics.replace(Statistics(Self.state, Self.counts))
  }

  private static let state = StatisticsState(
    version: 1, countedAt: Site.now, duration: .microseconds(1), isOutdated: false, users: 12, readAt: Site.now)

  private static let counts = [
    counts(0, users: 3, recent: RecentUsers(day: 0, week: 2, month: 3), ratings: 2, halfStars: 15),
    counts(5, users: 7, recent: RecentUsers(day: 0, week: 1, month: 4), ratings: 1, halfStars: 4),
    counts(7, users: 7, recent: RecentUsers(day: 0, week: 2, month: 2)),
    // Recommended but never watched.
    counts(9, users: 0, recent: RecentUsers(day: 0, week: 0, month: 0)),
    // Not in this worker's catalogue.
    counts(11, users: 20, recent: RecentUsers(day: 0, week: 20, month: 20)),
  ]

  private static func counts(
    _ movie: MovieID, users: Int, recent: RecentUsers, ratings: Int = 0, halfStars: Int = 0
  ) -> MovieCounts {
    MovieCounts(
      movie: movie, interactions: KindCounts(views: 4, selects: 3, recommends: 2, rates: 1), ratings: ratings,
      halfStars: halfStars, users: users, recentUsers: recent)
  }

  private func ids(_ answer: Site.Answer) -> [JSONValue?] { answer["result"]?.elements.map { $0["id"] } ?? [] }

  @Test func `popular movies are sorted by their number of users, and ties by id`() throws {
    let answer = try site.send("GET", "/api/popular")
    #expect(answer.status == 200)
    #expect(ids(answer) == [.integer(5), .integer(7), .integer(0)])
    #expect(answer["count"] == .integer(3) && answer["counted_at"] == .string("2026-11-23T10:15:30Z"))
    #expect(
      answer["result"]?.elements.first
        == .object([
          "id": .integer(5), "title": .string("Five"), "genre": .string(""), "date": .null, "score": .integer(7),
        ]))
    #expect(ids(try site.send("GET", "/api/popular?top_k=1")) == [.integer(5)])
  }

  @Test func `trending movies are those of the last week unless another window is requested`() throws {
    let week = try site.send("GET", "/api/trending")
    #expect(ids(week) == [.integer(0), .integer(7), .integer(5)])
    #expect(week["window"] == .string("week") && week["source"] == .string("trending"))
    #expect(week["result"]?.elements.map { $0["score"] } == [.integer(2), .integer(2), .integer(1)])
    #expect(try site.send("GET", "/api/trending?window=week").text == week.text)
    let month = try site.send("GET", "/api/trending?window=month&top_k=2")
    #expect(ids(month) == [.integer(5), .integer(0)] && month["count"] == .integer(2))
  }

  @Test func `an empty trending window is answered with the popular movies`() throws {
    let answer = try site.send("GET", "/api/trending?window=day")
    #expect(answer["window"] == .string("day") && answer["source"] == .string("popular"))
    #expect(answer["result"] == (try site.send("GET", "/api/popular"))["result"])
  }

  @Test func `the totals are summed over all movies`() throws {
    let answer = try site.send("GET", "/api/stats")
    #expect(
      answer.members == [
        "users": .integer(12), "movies": .integer(4), "ratings": .integer(3), "mean_rating": .real(19.0 / 6),
        "interactions": .object([
          "total": .integer(50), "view": .integer(20), "select": .integer(15), "recommend": .integer(10),
          "rate": .integer(5),
        ]), "counted_at": .string("2026-11-23T10:15:30Z"),
      ])
  }

  @Test func `without interactions the lists are empty and the mean rating is null`() throws {
    site.statistics.replace(Statistics(Self.state, []))
    #expect(try site.send("GET", "/api/popular")["result"] == .array([]))
    #expect(try site.send("GET", "/api/trending")["source"] == .string("popular"))
    #expect(try site.send("GET", "/api/stats")["mean_rating"] == .null)
  }

  @Test(arguments: ["/api/popular", "/api/trending", "/api/stats"])
  func `requests for statistics are answered with 503 before the first count`(path: String) throws {
    site.statistics.replace(.empty)
    let answer = try site.send("GET", path)
    #expect(answer.status == 503 && answer.error == "DATABASE_UNAVAILABLE")
    #expect(answer.headers.contains { $0 == ("Retry-After", "1") })
  }

  @Test(arguments: [
    "/api/popular?top_k=0", "/api/popular?top_k=101", "/api/popular?window=day", "/api/trending?window=year",
    "/api/trending?window=", "/api/trending?top_k=x", "/api/trending?limit=3", "/api/stats?window=day",
  ])
  func `an invalid query for statistics is refused`(target: String) throws {
    let answer = try site.send("GET", target)
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD")
  }

  @Test func `the statistics of a movie are found by its id`() {
    let statistics = site.statistics.current
    #expect(statistics.popularity(of: 7) == 7 && statistics.popularity(of: 8) == 0)
    #expect(statistics[0]?.meanRating == 3.75 && statistics[0]?.ratings == 2 && statistics[8] == nil)
  }
}

struct LiveStatisticsTests {
  private let folder: TemporaryFolder
  private let stores = MemoryStores()
  private let live = Live(Statistics.empty)
  private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init() throws { folder = try TemporaryFolder() }

  private func save(_ kinds: [InteractionKind], of user: UserID, at time: Timestamp) throws {
    let events = try kinds.map { kind in
      try #require(NewInteraction(movie: 5, kind: kind, rating: kind == .rate ? Rating(stars: 4) : nil))
    }
    _ = stores.add(events, of: user, at: time)
  }

  private func register(_ name: String) throws -> UserID {
    try stores.register(
      NewUser(username: name, email: "\(name)@example.org", passwordHash: "", age: nil, gender: nil), at: Site.now
    ).id
  }

  @Test func `statistics are counted again after a minute by one worker and read by all`() throws {
    var worker = StatisticsRefresher(live, store: stores, directory: folder.path, log: log)
    let otherLive = Live(Statistics.empty)
    var other = StatisticsRefresher(otherLive, store: stores, directory: folder.path, log: log)
    let user = try register("mara")
    worker.refresh()
    other.refresh()
    #expect(live.current.version == 1 && otherLive.current.version == 1 && live.current.users == 1)

    try save([.view, .rate, .recommend], of: user, at: Site.now)
    stores.databaseTime = Site.now + .seconds(59)
    worker.refresh()
    #expect(live.current.version == 1)
    stores.databaseTime = Site.now + .seconds(60)
    other.refresh()
    worker.refresh()
    #expect(live.current.version == 2 && live.current.popularity(of: 5) == 1 && live.current.interactions.total == 3)
    #expect(live.current.trending(.day) == [RankedMovie(id: 5, score: 1)])
  }

  @Test func `a worker that starts reads the last count before it counts`() {
    var worker = StatisticsRefresher(live, store: stores, directory: folder.path, log: log)
    worker.refresh()
    stores.databaseTime = Site.now + .seconds(60)
    let otherLive = Live(Statistics.empty)
    var other = StatisticsRefresher(otherLive, store: stores, directory: folder.path, log: log)
    other.refresh()
    #expect(otherLive.current.version == 1 && stores.countAttempts == 1)
    other.refresh()
    #expect(otherLive.current.version == 2 && stores.countAttempts == 2)
  }

  @Test func `a database outage leaves the statistics unchanged`() throws {
    var worker = StatisticsRefresher(live, store: stores, directory: folder.path, log: log)
    stores.error = .unavailable("down")
    worker.refresh()
    #expect(live.current.version == nil)
    stores.error = nil
    worker.refresh()
    #expect(live.current.version == 1)
    stores.error = .unavailable("down")
    stores.databaseTime = Site.now + .seconds(100)
    worker.refresh()
    #expect(live.current.version == 1)
  }

  @Test func `a worker that starts during a database outage uses the last saved statistics`() throws {
    let user = try register("mara")
    try save([.view, .rate, .recommend], of: user, at: Site.now)
    for (name, halfStars) in [("otto", 2), ("nora", 9)] {
      let new = try #require(NewInteraction(movie: 7, kind: .rate, rating: Rating(halfStars: halfStars)))
      _ = stores.add([new], of: try register(name), at: Site.now)
    }
    var worker = StatisticsRefresher(live, store: stores, directory: folder.path, log: log)
    worker.refresh()
    stores.error = .unavailable("down")
    let otherLive = Live(Statistics.empty)
    var other = StatisticsRefresher(otherLive, store: stores, directory: folder.path, log: log)
    other.refresh()
    let (kept, first) = (otherLive.current, live.current)
    #expect(kept.version == 1 && kept.countedAt == Site.now && kept.users == 3)
    #expect(kept.starters == [7, 5] && kept.starters == first.starters)
    #expect(kept.interactions == first.interactions && kept.ratings == 3 && kept.meanRating == first.meanRating)
    #expect(kept.popular == first.popular && kept[5] == first[5])
    for window in RecentWindow.allCases { #expect(kept.trending(window) == first.trending(window)) }
    // Another database may have the same version with other counts.
    stores.error = nil
    stores.counted.state = StatisticsState(
      version: 1, countedAt: Site.now, duration: .microseconds(1), isOutdated: false, users: 7, readAt: Site.now)
    other.refresh()
    #expect(otherLive.current.users == 7)
  }

  @Test func `statistics that cannot be saved while the directory is locked are saved later`() throws {
    var worker = StatisticsRefresher(live, store: stores, directory: folder.path, log: log)
    let directory = open(folder.path, O_RDONLY)
    #expect(flock(directory, LOCK_EX) == 0)
    worker.refresh()
    #expect(live.current.version == 1 && access("\(folder.path)/statistics.marquee", F_OK) != 0)
    close(directory)
    stores.error = .unavailable("down")
    worker.refresh()
    #expect(access("\(folder.path)/statistics.marquee", F_OK) == 0)
  }

  @Test func `a failed count is retried only after twenty times its duration`() {
    let begin = ContinuousClock.now
    var time = begin
    var worker = StatisticsRefresher(live, store: stores, directory: folder.path, log: log) {
      // Each reading of the clock is half a second after the previous one.
      time += .milliseconds(500)
      return time
    }
    stores.countError = .unavailable("out of time")
    worker.refresh()
    #expect(stores.countAttempts == 1)
    // The count took half a second, so the refresher waits for ten.
    while time < begin + .seconds(10) { worker.refresh() }
    #expect(stores.countAttempts == 1)
    stores.countError = nil
    worker.refresh()
    worker.refresh()
    worker.refresh()
    #expect(stores.countAttempts == 2 && live.current.version == 1)
  }
}
