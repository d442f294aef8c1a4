import Domain
import LinearAlgebra

/// A split by time: the last item of each user is the target. All others are the training data and the context.
package struct TemporalSplit: Sendable {
  package let train: Dataset
  /// Users with at least two items; the context is in order of time.
  package let test: [HeldOutUser]

  /// Items with the same time are in order of id.
  package init(_ dataset: Dataset) {
    var test: [HeldOutUser] = []
    var lastEntries: [Int?] = []
    for (position, user) in dataset.users.enumerated() {
      let entries = dataset.positives.offsets[position]..<dataset.positives.offsets[position + 1]
      // The entries of a user ascend by item.
      let ordered = entries.sorted { (dataset.times[$0], $0) < (dataset.times[$1], $1) }
      guard entries.count >= 2, let last = ordered.last else {
        lastEntries.append(nil)
        continue
      }
      let items = ordered.map { dataset.items[Int(dataset.positives.indices[$0])] }
      test.append(
        HeldOutUser(
          user: user, demographics: dataset.demographics[position], context: items.dropLast(),
          targets: [items[items.count - 1]]))
      lastEntries.append(last)
    }
    self.test = test
    train = dataset.removing(lastEntries)
  }
}

extension Dataset {
  /// Removes one entry from each user; nil removes none.
  fileprivate func removing(_ entries: [Int?]) -> Dataset {
    let removed = Set(entries.compactMap(\.self))
    var offsets = [0]
    var indices: [Int32] = []
    var keptTimes: [Timestamp] = []
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
      itemFeatures: itemFeatures)
  }
}
