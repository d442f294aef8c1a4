import Domain
import LinearAlgebra
import ModelFile
import Scoring

/// Which users like which items, by position. Positions follow ascending ids, so that a lower position is a lower id.
package struct Dataset: Equatable, Sendable {
  /// The users who like at least one item, ascending.
  package let users: [UserID]
  /// One for each user.
  package let demographics: [Demographics]
  /// The whole catalogue, ascending, including items that nobody likes.
  package let items: [ItemID]
  /// users × items.
  package let positives: SparseMatrix
  /// The time of each entry of `positives`.
  package let times: [Timestamp]
  /// Whether each entry of `positives` is a favourite (`Positives.favourites`); nil if all are.
  package let isFavourite: [Bool]?
  package let itemFeatures: ItemFeatures

  /// - Parameter isFavourite: nil also for all.
  package init(
    users: [UserID], demographics: [Demographics], items: [ItemID], positives: SparseMatrix, times: [Timestamp],
    isFavourite: [Bool]? = nil, itemFeatures: ItemFeatures
  ) {
    precondition(demographics.count == users.count)
    precondition(positives.rows == users.count && positives.columns == items.count && times.count == positives.count)
    precondition(isFavourite?.count ?? times.count == times.count)
    precondition(itemFeatures.genres.rows == items.count && itemFeatures.years.rows == items.count)
    self.users = users
    self.demographics = demographics
    self.items = items
    self.positives = positives
    self.times = times
    self.isFavourite = isFavourite.flatMap { $0.contains(false) ? $0 : nil }
    self.itemFeatures = itemFeatures
  }

  package var positiveCount: Int { positives.count }

  /// users × items, with the favourites only; nil if all positives are favourites.
  var favourites: SparseMatrix? { isFavourite.map(positives.keeping) }

  /// What a user likes, by position.
  /// - Parameter position: that of the user in `users`.
  func history(ofUserAt position: Int) -> History {
    let entries = positives.offsets[position]..<positives.offsets[position + 1]
    return History(items: Array(positives.indices[entries]), isFavourite: isFavourite.map { Array($0[entries]) })
  }

  /// The items that a user likes, ascending.
  /// - Parameter position: that of the user in `users`.
  func likedItems(ofUserAt position: Int) -> [ItemID] { positives.row(position).map { items[Int($0)] } }

  /// The items that a user likes, and whether they are favourites.
  /// - Parameter position: that of the user in `users`.
  package func likes(ofUserAt position: Int) -> [ItemID: Bool] {
    Dictionary(
      uniqueKeysWithValues: (positives.offsets[position]..<positives.offsets[position + 1]).map { entry in
        (items[Int(positives.indices[entry])], isFavourite?[entry] ?? true)
      })
  }

  /// The same catalogue with other users, about whom nothing else is known.
  /// - Parameter likes: the items of the catalogue that each user likes, and whether they are favourites.
  package func with(_ likes: [UserID: [ItemID: Bool]]) -> Dataset {
    let positions = Dictionary(uniqueKeysWithValues: zip(items, items.indices.map { Int32($0) }))
    let users = likes.keys.filter { likes[$0]?.isEmpty == false }.sorted()
    let rows = users.map { user in
      (likes[user] ?? [:]).compactMap { item, isFavourite in
        positions[item].map { (item: $0, isFavourite: isFavourite) }
      }
      .sorted { $0.item < $1.item }
    }
    let positives = SparseMatrix(columns: items.count, rows.map { $0.map(\.item) })
    let isFavourite = rows.flatMap { $0.map(\.isFavourite) }
    return Dataset(
      users: users, demographics: users.map { _ in .unknown }, items: items, positives: positives,
      times: [Timestamp](repeating: Timestamp(seconds: 0), count: positives.count),
      isFavourite: isFavourite, itemFeatures: itemFeatures)
  }

  /// The number of users who like each item, by position.
  var likes: [Int] {
    var counts = [Int](repeating: 0, count: items.count)
    for item in positives.indices { counts[Int(item)] += 1 }
    return counts
  }

  /// The share of users who like each item, for the items that somebody likes.
  var popularity: [ItemID: Double] {
    let counts = likes
    let liked = items.indices.filter { counts[$0] > 0 }
    return Dictionary(
      uniqueKeysWithValues: liked.map { (items[$0], Double(counts[$0]) / Double(users.count)) })
  }

  /// The same users, items and positives give the same fingerprint, whatever their source and order.
  package var fingerprint: UInt64 { hash.finish() }

  /// The fingerprint for models that use demographics. It differs from `fingerprint` only if any are known.
  var fingerprintWithDemographics: UInt64 {
    guard demographics.contains(where: { $0 != .unknown }) else { return fingerprint }
    var hash = hash
    let known = demographics.flatMap { [Int8($0.age?.rawValue ?? -1), Int8($0.gender?.rawValue ?? -1)] }
    known.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  /// The fingerprint for models that use genres, years and favourites.
  var fingerprintWithFeatures: UInt64 {
    var hash = hash
    for features in [itemFeatures.genres, itemFeatures.years] {
      features.offsets.withUnsafeBytes { hash.update($0) }
      features.indices.withUnsafeBytes { hash.update($0) }
    }
    isFavourite?.withUnsafeBytes { hash.update($0) }
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

  /// Bytes of the transpose of `positives`, which counting co-occurrences needs.
  var transposeMemory: Int { positives.count * 4 + items.count * 16 }

  /// Bytes that `favourites` and its transpose need at most.
  var favouritesMemory: Int { isFavourite == nil ? 0 : positives.count * 8 + users.count * 8 + items.count * 16 }

  /// The same users and catalogue, as if nobody had ever liked the items for which `isExcluded` holds.
  package func withoutLikes(of isExcluded: (ItemID) -> Bool) -> Dataset {
    let isHidden = items.map(isExcluded)
    return keeping(users.indices) { !isHidden[Int(positives.indices[$0])] }
  }

  /// The users for whom `isIncluded` holds, with everything that they like. The catalogue stays whole.
  package func users(where isIncluded: (UserID) -> Bool) -> Dataset {
    keeping(users.indices.filter { isIncluded(users[$0]) }) { _ in true }
  }

  /// Some of the users, with some of what they like. The catalogue stays whole.
  /// - Parameters:
  ///   - kept: positions of users, ascending.
  ///   - isIncluded: whether an entry of `positives` is kept.
  func keeping(_ kept: some Collection<Int>, where isIncluded: (_ entry: Int) -> Bool) -> Dataset {
    var offsets = [0]
    var indices: [Int32] = []
    var keptTimes: [Timestamp] = []
    var areFavourites: [Bool] = []
    for position in kept {
      for entry in positives.offsets[position]..<positives.offsets[position + 1] where isIncluded(entry) {
        indices.append(positives.indices[entry])
        keptTimes.append(times[entry])
        if let isFavourite { areFavourites.append(isFavourite[entry]) }
      }
      offsets.append(indices.count)
    }
    return Dataset(
      users: kept.map { users[$0] }, demographics: kept.map { demographics[$0] }, items: items,
      positives: SparseMatrix(columns: items.count, offsets: offsets, indices: indices), times: keptTimes,
      isFavourite: isFavourite == nil ? nil : areFavourites, itemFeatures: itemFeatures)
  }
}
