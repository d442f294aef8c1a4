import Domain
import Testing

@testable import Stores

struct MovieTallyTests {
  private struct Change {
    let user: UserID
    let movie: MovieID
    let kind: InteractionKind
    let recency: Int
  }

  @Test func `a tally equals a separate count of each movie`() {
    var random = SystemRandomNumberGenerator()
    var events: [Change] = []
    for user in 1...40 as ClosedRange<UserID> {
      for _ in 0..<Int.random(in: 0...30, using: &random) {
        events.append(
          Change(
            user: user, movie: .random(in: -3...3, using: &random),
            kind: InteractionKind.allCases.randomElement(using: &random) ?? .view,
            recency: .random(in: 0...3, using: &random)))
      }
    }
    var tally = MovieTally()
    for event in events { tally.add(event.kind, event.movie, by: event.user, recency: event.recency) }
    for count in tally.counts {
      let own = events.filter { $0.movie == count.movie }
      func users(_ recency: Int) -> Int {
        Set(own.filter { $0.kind != .recommend && $0.recency >= recency }.map(\.user)).count
      }
      for kind in InteractionKind.allCases { #expect(count.interactions[kind] == own.count { $0.kind == kind }) }
      #expect(count.users == users(0))
      #expect(count.recentUsers == RecentUsers(day: users(3), week: users(2), month: users(1)))
    }
    #expect(Set(tally.counts.map(\.movie)) == Set(events.map(\.movie)))
  }

  @Test func `lists and ratings are added to the tally of their movies`() {
    var tally = MovieTally()
    tally.addRecommended(7)
    tally.addRecommended(7)
    tally.addRatings(1, of: Rating(halfStars: 4), to: 8)
    tally.addRatings(1, of: Rating(halfStars: 5), to: 8)
    let none = RecentUsers(day: 0, week: 0, month: 0)
    #expect(
      tally.counts == [
        MovieCounts(
          movie: 7, interactions: KindCounts(recommends: 2), ratings: 0, halfStars: 0, users: 0, recentUsers: none),
        MovieCounts(
          movie: 8, interactions: KindCounts(), ratings: 2, halfStars: 9, ratingEntropy: 1_000_000, users: 0,
          recentUsers: none),
      ])
  }
}
