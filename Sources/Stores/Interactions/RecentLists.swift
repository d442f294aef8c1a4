import Domain
import Synchronization
import System

/// How many lists a worker has recorded for each user within the last minute, so that it asks the database only about
/// users who may have had too many: that question costs as much as the list itself.
///
/// While every worker has recorded few lists for a user, all of them together have not recorded too many.
package final class RecentLists: Sendable {
  enum Answer {
    /// The user has had few.
    case few
    /// The database knows.
    case unknown
    /// The user has had too many a moment ago.
    case many
  }

  private struct Count {
    /// The beginning of a minute, the lists recorded in it, and those of the minute before.
    var start: Timestamp
    var lists = 0
    var earlier = 0
    var refusedAt: Timestamp?
  }

  private struct State {
    var counts: [UserID: Count] = [:]
    /// When counts of long ago were last removed, because there was no room.
    var cleanedAt: Timestamp?
  }

  private let most: Int
  private let state = Mutex(State())

  /// - Parameter most: how many lists of one user in a minute are few.
  package init(most: Int) { self.most = most }

  func answer(for user: UserID, at time: Timestamp) -> Answer {
    state.withLock { state in
      Self.update(&state, user, at: time)
      guard let count = state.counts[user] else { return .unknown }
      if let refused = count.refusedAt, (time - refused).magnitude < Self.pause { return .many }
      return count.earlier + count.lists < most ? .few : .unknown
    }
  }

  func add(_ lists: Int, for user: UserID) { state.withLock { $0.counts[user]?.lists += lists } }

  /// The database has said that the user has had too many.
  func refuse(_ user: UserID, at time: Timestamp) { state.withLock { $0.counts[user]?.refusedAt = time } }

  /// Moves the user's minute on. There is no count of a user for whom there is no room.
  private static func update(_ state: inout State, _ user: UserID, at time: Timestamp) {
    if var count = state.counts[user] {
      let age = time - count.start
      guard age < .zero || age >= minute else { return }
      // A clock that was set back must not keep a count for ever.
      (count.start, count.earlier) = (time, age < minute * 2 ? count.lists : 0)
      count.lists = 0
      state.counts[user] = count
    } else {
      // Looking at all counts takes long, and with so many users at once each list would do it.
      if state.counts.count >= maximumUsers, state.cleanedAt.map({ (time - $0).magnitude >= pause }) ?? true {
        state.counts = state.counts.filter { (time - $0.value.start).magnitude < minute * 2 }
        state.cleanedAt = time
      }
      if state.counts.count < maximumUsers { state.counts[user] = Count(start: time) }
    }
  }

  private static let minute = Duration.seconds(60)
  /// How long a user who has had too many is refused without another question, and the time between two cleanings.
  private static let pause = Duration.seconds(1)
  private static let maximumUsers = 10_000
}
