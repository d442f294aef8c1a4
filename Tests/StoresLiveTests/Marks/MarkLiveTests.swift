import Domain
import MariaDB
import Testing

@testable import Stores

struct MarkLiveTests {
  private let schema: LiveSchema
  private let connection: Connection
  private let claim: SessionClaim
  private let time = Timestamp(seconds: 2_000)

  init() throws {
    schema = try LiveSchema()
    connection = schema.connect()
    claim = try .open(for: try schema.fill().id, on: connection)
  }

  @Test func `a full list refuses new movies, keeps its own, and has room after a removal`() throws {
    let marks = Marks(connection, maximum: 3)
    for movie: MovieID in 1...3 {
      try marks.addToWatchlist(movie, of: claim, at: time)
      try marks.dismiss(movie, .seen, of: claim, at: time)
    }
    #expect(throws: StoreError.listFull) { try marks.addToWatchlist(4, of: claim, at: time) }
    #expect(throws: StoreError.listFull) { try marks.dismiss(4, .seen, of: claim, at: time) }
    #expect(try !marks.addToWatchlist(2, of: claim, at: time).isNew)
    #expect(try marks.dismiss(2, .notInterested, of: claim, at: time).mark.reason == .notInterested)
    try marks.removeFromWatchlist(1, of: claim)
    try marks.takeBackDismissal(of: 1, of: claim)
    #expect(try marks.addToWatchlist(4, of: claim, at: time).isNew)
    #expect(try marks.dismiss(4, .seen, of: claim, at: time).isNew)
    #expect(try marks.watchlist(of: claim.user).map(\.movie) == [4, 3, 2])
    #expect(try schema.count("watchlist") == 3 && schema.count("dismissals") == 3)
  }

  @Test func `one of many concurrent requests adds a movie, and the others find it there`() async throws {
    let (address, claim, time) = (schema.address, claim, time)
    let meeting = Meeting(of: 8)
    let requests = (0..<8).map { _ in
      Task {
        try await onThread {
          let marks = Marks(Connection(address))
          _ = try marks.watchlist(of: claim.user)
          meeting.join()
          return try marks.addToWatchlist(0, of: claim, at: time).mark
        }
      }
    }
    for request in requests { #expect(try await request.value == WatchlistEntry(movie: 0, addedAt: time)) }
    #expect(try schema.count("watchlist") == 1)
  }

  @Test func `a rating that looks the movie up on the watchlist takes one round trip`() throws {
    try Marks(connection).addToWatchlist(0, of: claim, at: time)
    let interactions = Interactions(connection) { $0 - 1 }
    let rating = try #require(NewInteraction(movie: 0, kind: .rate, rating: Rating(halfStars: 8)))
    let before = try executions()
    let outcome = try interactions.save([rating], of: claim, at: time)
    // The reading itself is one, too.
    #expect(try executions() - before == 2)
    guard case .saved(_, new: 1, isOnWatchlist: true) = outcome else { return #expect(Bool(false), "\(outcome)") }
  }

  /// How many statements this connection has sent.
  private func executions() throws -> Int {
    let texts = try connection.rows(
      "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Com_stmt_execute'"
    ) { try $0.text(0) }
    return try #require(texts.first.flatMap(Int.init))
  }
}
