import Domain
import System
import Testing

@testable import Stores

struct RecentListsTests {
  private let lists = RecentLists(most: 3)

  private func answer(_ seconds: Int64, user: UserID = 1) -> RecentLists.Answer {
    lists.answer(for: user, at: Timestamp(seconds: seconds))
  }

  /// Records lists as long as nobody has to be asked.
  private func recorded(at seconds: Int64, user: UserID = 1) -> Int {
    var count = 0
    while answer(seconds, user: user) == .few, count < 9 {
      lists.add(1, for: user)
      count += 1
    }
    return count
  }

  @Test func `a user may have a few lists in a minute, and no more before that minute and the next have passed`() {
    #expect([100, 159, 160, 219, 220].map { recorded(at: $0) } == [3, 0, 0, 0, 3])
    #expect(answer(221) == .unknown && answer(221, user: 2) == .few)
  }

  @Test func `a clock that was set back does not keep a count for ever`() {
    #expect([100, 50, 110, 170].map { recorded(at: $0) } == [3, 0, 3, 0])
  }

  @Test func `a user who has had too many is refused for a second`() {
    #expect(answer(100) == .few)
    lists.refuse(1, at: Timestamp(seconds: 100))
    #expect(answer(100) == .many && answer(101) == .few)
  }

  @Test func `the database is asked about users whom there is no room to remember`() {
    for user in 1...10_000 as ClosedRange<UserID> { #expect(answer(100, user: user) == .few) }
    #expect(answer(100, user: 10_001) == .unknown && answer(219, user: 10_001) == .unknown)
    lists.add(1, for: 10_001)
    #expect(answer(220, user: 10_001) == .few && answer(220) == .few)
  }

  @Test func `without room for a list, the database is always asked`() {
    #expect(RecentLists(most: 0).answer(for: 1, at: Timestamp(seconds: 1)) == .unknown)
  }
}
