import Domain
import LinearAlgebra

/// What comes next: the last film of each user is the target, all the rest is trained on, and is the context too.
package struct TemporalSplit: Sendable {
  package let train: Dataset
  /// Users with at least two films; the context is in the order of time.
  package let test: [HeldOutUser]

  /// Films of the same time are in the order of their ids.
  package init(_ dataset: Dataset) {
    var test: [HeldOutUser] = []
    var lastEntries: [Int?] = []
    for (position, user) in dataset.users.enumerated() {
      let entries = dataset.positives.offsets[position]..<dataset.positives.offsets[position + 1]
      // Entries of a user ascend by film.
      let ordered = entries.sorted { (dataset.times[$0], $0) < (dataset.times[$1], $1) }
      guard entries.count >= 2, let last = ordered.last else {
        lastEntries.append(nil)
        continue
      }
      let movies = ordered.map { dataset.items[Int(dataset.positives.indices[$0])] }
      test.append(
        HeldOutUser(
          user: user, demographics: dataset.demographics[position], context: movies.dropLast(),
          targets: [movies[movies.count - 1]]))
      lastEntries.append(last)
    }
    self.test = test
    train = dataset.removing(lastEntries)
  }
}

extension Dataset {
  /// Without one entry a user, where there is one.
  fileprivate func removing(_ entries: [Int?]) -> Dataset {
    let removed = Set(entries.compactMap(\.self))
    var offsets = [0]
    var indices: [Int32] = []
    var keptTimes: [Int64] = []
    for position in users.indices {
      for entry in positives.offsets[position]..<positives.offsets[position + 1] where !removed.contains(entry) {
        indices.append(positives.indices[entry])
        keptTimes.append(times[entry])
      }
      offsets.append(indices.count)
    }
    return Dataset(
      users: users, demographics: demographics, items: items,
      positives: .init(columns: items.count, offsets: offsets, indices: indices), times: keptTimes,
      facts: facts)
  }
}
