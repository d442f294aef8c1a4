import Domain
import MariaDB

/// Recommendations for several users: one round trip for all of them.
extension Recommendations {
  package func recipients(of sessions: [SessionClaim]) -> [Result<Recipient, StoreError>] {
    let columns: SQL = "dismissals.\(Dismissal.columns)"
    return Sessions(connection).identities(
      of: sessions, and: ", \(columns)", joining: "LEFT JOIN dismissals ON dismissals.user_id = users.id"
    ) { row, first in
      row.isNull(first) ? nil : try Dismissal(row, from: first)
    }.map { result in
      result.map { found in
        let newestFirst = found.values.sorted { ($0.dismissedAt, $0.movie) > ($1.dismissedAt, $1.movie) }
        return Recipient(user: found.identity.user, dismissals: newestFirst)
      }
    }
  }

  package func record(_ lists: [RecordedList], _ limits: RecordingLimits) -> [Result<Bool, StoreError>] {
    let isRefused = lists.map { recent.answer(for: $0.user, at: $0.recommendation.createdAt) == .many }
    var results = recordTogether(zip(lists, isRefused).filter { !$1 }.map(\.0), limits)[...]
    return isRefused.map { $0 ? .success(false) : results.removeFirst() }
  }

  private func recordTogether(_ lists: [RecordedList], _ limits: RecordingLimits) -> [Result<Bool, StoreError>] {
    func alone(_ list: RecordedList) -> Result<Bool, StoreError> {
      Result { () throws(StoreError) in try record(list.recommendation, for: list.user, limits) }
    }
    guard lists.count > 1 else { return lists.map(alone) }
    do throws(MariaDBError) {
      // A short wait, since the whole group waits for a single locked row.
      guard try insert(lists.sorted { $0.user < $1.user }, limits, lockTimeout: .seconds(1)) else {
        return lists.map(alone)
      }
    } catch {
      // Without a connection, nobody knows whether they have been recorded.
      if error.failure.endsConnection { return lists.map { _ in .failure(StoreError(error)) } }
      guard error.failure == .conflict,
        let free = try? CurrentRatings(connection: connection).unlocked(Array(Set(lists.map(\.user))))
      else { return lists.map(alone) }
      // A user whose row is locked for so long must not hold up the others.
      return lists.map { free.contains($0.user) ? alone($0) : .failure(StoreError(error)) }
    }
    // A failure does not matter: a later list will trigger the trim.
    for user in lists.map(\.user) where draw(limits.listsBetweenTrims) < 1 { try? trim(user, limits) }
    return lists.map { _ in .success(true) }
  }
}
