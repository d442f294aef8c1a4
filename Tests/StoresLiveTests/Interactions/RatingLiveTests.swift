import Domain
import MariaDB
import Stores
import Testing

struct RatingLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let interactions: Interactions
  private let ratings: Ratings

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    let connection = schema.connect()
    interactions = Interactions(connection)
    ratings = Ratings(connection)
  }

  private func rating(_ stars: Double) throws -> Rating { try #require(Rating(stars: stars)) }

  /// Rates `movie` at `second` and returns the interaction's id.
  private func rate(_ stars: Double, at second: Int64, movie: MovieID = 0) throws -> InteractionID {
    _ = try ratings.rate(movie, rating(stars), of: user.id, at: Timestamp(seconds: second))
    return try #require(try interactions.history(of: user.id, HistoryQuery(limit: 1)).interactions.first?.id)
  }

  private func current() throws -> [CurrentRating] {
    try ratings.ratings(of: user.id, limit: 500, before: nil).entries
  }

  private func expected(_ stars: Double, at second: Int64, movie: MovieID = 0) throws -> CurrentRating {
    CurrentRating(movie: movie, rating: try rating(stars), ratedAt: Timestamp(seconds: second))
  }

  @Test func `only the first rating of a movie is new, even at the same time and with the same stars`() throws {
    let time = Timestamp(seconds: 9)
    #expect(try ratings.rate(0, rating(4), of: user.id, at: time))
    #expect(try !ratings.rate(0, rating(4), of: user.id, at: time))
    #expect(try ratings.rate(-5, rating(4), of: user.id, at: time))
    #expect(try schema.count("interactions") == 3 && schema.count("ratings") == 2)
    #expect(throws: StoreError.sessionEnded) { try ratings.rate(0, rating(4), of: 77, at: time) }
  }

  @Test func `after a change or deletion the current rating is the newest one, with its time`() throws {
    let ids = try [rate(1, at: 10), rate(2, at: 20), rate(3, at: 30)]
    #expect(try interactions.change(ids[0], to: rating(5), of: user.id) != .unknown)
    #expect(try current() == [expected(3, at: 30)])
    #expect(try interactions.change(ids[2], to: rating(4), of: user.id) != .unknown)
    #expect(try current() == [expected(4, at: 30)])
    #expect(try interactions.delete(ids[1], of: user.id))
    #expect(try current() == [expected(4, at: 30)])
    #expect(try interactions.delete(ids[2], of: user.id))
    #expect(try current() == [expected(5, at: 10)])
    #expect(try interactions.delete(ids[0], of: user.id))
    #expect(try current() == [] && schema.count("ratings") == 0)
  }

  @Test func `only rate interactions have a rating, and users can change only their own interactions`() throws {
    let new = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
    _ = try interactions.save([new], of: user.id, at: Timestamp(seconds: 1))
    let view = try #require(try interactions.history(of: user.id, HistoryQuery()).interactions.first)
    #expect(try interactions.change(view.id, to: rating(4), of: user.id) == .notRated)
    let stranger = try schema.addStranger().id
    #expect(try interactions.change(view.id, to: rating(4), of: stranger) == .unknown)
    #expect(try interactions.change(.max, to: rating(4), of: user.id) == .unknown)
    #expect(try interactions.interaction(view.id, of: user.id) == view)
    #expect(try interactions.interaction(view.id, of: stranger) == nil)
    #expect(try !interactions.delete(view.id, of: stranger))
    #expect(try interactions.delete(view.id, of: user.id))
    #expect(try !interactions.delete(view.id, of: user.id))
  }

  @Test func `removing a rating deletes the movie's rate interactions and no others`() throws {
    _ = try [rate(1, at: 10), rate(2, at: 20), rate(3, at: 30, movie: -5)]
    let view = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
    _ = try interactions.save([view], of: user.id, at: Timestamp(seconds: 40))
    #expect(try ratings.removeRating(of: 0, by: user.id))
    #expect(try current() == [expected(3, at: 30, movie: -5)])
    let left = try interactions.history(of: user.id, HistoryQuery()).interactions
    #expect(left.map(\.movie) == [0, -5] && left.map(\.kind) == [.view, .rate])
    #expect(try !ratings.removeRating(of: 0, by: user.id))
    #expect(try !ratings.removeRating(of: -5, by: schema.addStranger().id))
  }

  @Test func `the pages of ratings add up to the whole list, newest first, even with equal times`() throws {
    let imports = try Imports(schema.connect(), at: Timestamp(seconds: 0))
    _ = try imports.add((1...40).map { Movie(id: $0, title: "Film \($0)", genres: [], date: nil) })
    for movie: MovieID in 1...40 { _ = try rate(3, at: 100 + movie % 4, movie: movie) }
    let all = try current()
    #expect(all.map(\.movie) == (1...40).sorted { ($0 % 4, $0) > ($1 % 4, $1) })
    for limit in [1, 3, 10, 20] {
      var paged: [CurrentRating] = []
      var cursor: MovieCursor?
      repeat {
        let page = try ratings.ratings(of: user.id, limit: limit, before: cursor)
        paged += page.entries
        cursor = page.next
      } while cursor != nil
      #expect(paged == all)
    }
  }

  @Test func `after concurrent changes the current rating is the newest one that is left`() async throws {
    for round in 0..<30 {
      for second: Int64 in 0..<2 { _ = try rate(Double(1 + round % 5), at: second) }
      let events = try interactions.history(of: user.id, HistoryQuery(kind: .rate, limit: 3)).interactions
      try await changeAtOnce(events.map(\.id), round: round)
      let newest = try interactions.history(of: user.id, HistoryQuery(kind: .rate, limit: 1)).interactions.first
      #expect(
        try current()
          == (newest.map { [CurrentRating(movie: 0, rating: try #require($0.rating), ratedAt: $0.createdAt)] } ?? []))
    }
  }

  /// Makes five concurrent changes to ratings of movie 0, each over its own connection.
  private func changeAtOnce(_ ids: [InteractionID], round: Int) async throws {
    let (address, user, stars) = (schema.address, user.id, try rating(5))
    let new = try #require(NewInteraction(movie: 0, kind: .rate, rating: rating(1)))
    let meeting = Meeting(of: 5)
    let changes: [@Sendable (Interactions, Ratings) throws -> Void] = [
      { interactions, _ in _ = try interactions.delete(ids[0], of: user) },
      { interactions, _ in _ = try interactions.change(ids[1], to: stars, of: user) },
      { interactions, _ in _ = try interactions.save([new], of: user, at: Timestamp(seconds: 2)) },
      { _, ratings in _ = try ratings.rate(0, stars, of: user, at: Timestamp(seconds: 3)) },
      { interactions, ratings in
        if round.isMultiple(of: 3) {
          _ = try ratings.removeRating(of: 0, by: user)
        } else {
          _ = try interactions.delete(ids[1], of: user)
        }
      },
    ]
    let threads = changes.map { change in
      Task {
        try await onThread {
          let connection = Connection(address)
          let (interactions, ratings) = (Interactions(connection), Ratings(connection))
          _ = try interactions.history(of: user, HistoryQuery(limit: 1))
          meeting.join()
          try change(interactions, ratings)
        }
      }
    }
    for thread in threads { try await thread.value }
  }
}
