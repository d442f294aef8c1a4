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
    var lastEntries: Set<Int> = []
    for (position, user) in dataset.users.enumerated() {
      let entries = dataset.positives.offsets[position]..<dataset.positives.offsets[position + 1]
      // The entries of a user ascend by item.
      let ordered = entries.sorted { (dataset.times[$0], $0) < (dataset.times[$1], $1) }
      guard entries.count >= 2, let last = ordered.last else { continue }
      let items = ordered.map { dataset.items[Int(dataset.positives.indices[$0])] }
      test.append(
        HeldOutUser(
          user: user, demographics: dataset.demographics[position], context: items.dropLast(),
          targets: [items[items.count - 1]]))
      lastEntries.insert(last)
    }
    self.test = test
    train = dataset.keeping(dataset.users.indices) { !lastEntries.contains($0) }
  }
}
