import Domain
import LinearAlgebra
import ModelFile

/// Who liked what: users × items, by position. Positions are by ascending id, so that a lower position is a lower id.
package struct Dataset: Equatable, Sendable {
  /// Everyone who likes at least one film, ascending.
  package let users: [UserID]
  /// What is known of each of `users`.
  package let demographics: [Demographics]
  /// The whole catalogue, ascending, liked or not.
  package let items: [MovieID]
  /// users × items.
  package let positives: SparseMatrix
  /// When each entry of `positives` came to be; microseconds.
  package let times: [Int64]
  package let facts: FilmFacts

  package init(
    users: [UserID], demographics: [Demographics], items: [MovieID], positives: SparseMatrix, times: [Int64],
    facts: FilmFacts
  ) {
    precondition(demographics.count == users.count)
    precondition(positives.rows == users.count && positives.columns == items.count && times.count == positives.count)
    precondition(facts.genres.rows == items.count && facts.years.rows == items.count)
    self.users = users
    self.demographics = demographics
    self.items = items
    self.positives = positives
    self.times = times
    self.facts = facts
  }

  package var positiveCount: Int { positives.count }

  /// Of each film that someone likes, the share of the users who do.
  var popularity: [MovieID: Double] {
    var counts = [Int](repeating: 0, count: items.count)
    for item in positives.indices { counts[Int(item)] += 1 }
    let liked = items.indices.filter { counts[$0] > 0 }
    return Dictionary(
      uniqueKeysWithValues: liked.map { (items[$0], Double(counts[$0]) / Double(users.count)) })
  }

  /// The same for the same users, items and positives, whatever they were read from and in which order.
  package var fingerprint: UInt64 { hash.finish() }

  /// The same for models that go by what is known of people, where there is anything.
  var fingerprintWithDemographics: UInt64 {
    guard demographics.contains(where: { $0 != .unknown }) else { return fingerprint }
    var hash = hash
    let facts = demographics.flatMap { [Int8($0.age?.rawValue ?? -1), Int8($0.gender?.rawValue ?? -1)] }
    facts.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  private var hash: XXH64 {
    var hash = XXH64()
    users.withUnsafeBytes { hash.update($0) }
    items.withUnsafeBytes { hash.update($0) }
    positives.offsets.withUnsafeBytes { hash.update($0) }
    positives.indices.withUnsafeBytes { hash.update($0) }
    return hash
  }

  /// The users for whom `isIncluded` holds, with all they like; the catalogue stays whole.
  package func users(where isIncluded: (UserID) -> Bool) -> Dataset {
    var keptUsers: [UserID] = []
    var keptDemographics: [Demographics] = []
    var offsets = [0]
    var indices: [Int32] = []
    var keptTimes: [Int64] = []
    for (position, user) in users.enumerated() where isIncluded(user) {
      let entries = positives.offsets[position]..<positives.offsets[position + 1]
      keptUsers.append(user)
      keptDemographics.append(demographics[position])
      indices += positives.indices[entries]
      keptTimes += times[entries]
      offsets.append(indices.count)
    }
    return Dataset(
      users: keptUsers, demographics: keptDemographics, items: items,
      positives: SparseMatrix(columns: items.count, offsets: offsets, indices: indices), times: keptTimes,
      facts: facts)
  }
}
