import Domain
import LinearAlgebra
import Scoring

/// Collects signals in any order, 17 bytes each, and turns them into a dataset.
///
/// A user's current rating of an item is the newest one; if two have the same time, the one added later.
package struct DatasetBuilder: Sendable {
  private var users = Numbering()
  private var items = Numbering()
  private var movies: [ItemID: Movie] = [:]
  private var demographics: [UserID: Demographics] = [:]

  // One element for each signal, in the order of arrival.
  private var signalUsers: [Int32] = []
  private var signalItems: [Int32] = []
  private var signalTimes: [Timestamp] = []
  /// The rating in half stars, or `select` or `view`.
  private var signalMarks: [UInt8] = []
  private static let select: UInt8 = 0
  private static let view: UInt8 = .max
  /// The time from which the age of signals is measured; nil for the time of the newest signal.
  private let now: Timestamp?

  /// Clocks may differ by this much. A signal further ahead is an error.
  private static let tolerance = Duration.seconds(86_400)

  /// - Parameter now: signals more than a day later are rejected; nil accepts all.
  package init(now: Timestamp? = nil) { self.now = now }

  /// Ratings, selects and views so far.
  package var signalCount: Int { signalUsers.count }

  /// The items that were added with their features, by ascending id.
  package var knownMovies: [Movie] { movies.values.sorted { $0.id < $1.id } }

  /// The ratings and selects so far, and their users and items. These do not depend on what counts as positive.
  package var counts: SignalCounts {
    var hasUser = [Bool](repeating: false, count: users.count)
    var hasItem = [Bool](repeating: false, count: items.count)
    var signals = 0
    for signal in signalMarks.indices where signalMarks[signal] != Self.view {
      hasUser[Int(signalUsers[signal])] = true
      hasItem[Int(signalItems[signal])] = true
      signals += 1
    }
    return SignalCounts(users: hasUser.count { $0 }, items: hasItem.count { $0 }, signals: signals)
  }

  /// Adds an item to the catalogue, liked or not.
  package mutating func add(_ item: ItemID) { _ = items.number(of: item) }

  /// Adds an item with its features. If it is added again, the last features count.
  package mutating func add(_ movie: Movie) {
    add(movie.id)
    movies[movie.id] = movie
  }

  /// Adds the demographics of a user. If they are added again, the last ones count. The user is in the dataset only if
  /// they like something.
  package mutating func add(_ user: UserID, _ known: Demographics) {
    // Most data sets know nothing about most users.
    demographics[user] = known == .unknown ? nil : known
  }

  /// Adds a signal, but ignores what says nothing about taste: the system's own recommendations.
  /// - Returns: false if the signal lies in the future and is rejected.
  @discardableResult package mutating func add(_ signal: Signal) -> Bool {
    if let now, signal.at > now + Self.tolerance { return false }
    let mark: UInt8
    switch (signal.kind, signal.rating) {
    case (.rate, let rating?): mark = UInt8(rating.halfStars)
    case (.select, _): mark = Self.select
    case (.view, _): mark = Self.view
    case (.rate, nil), (.recommend, _): return true
    }
    signalUsers.append(users.number(of: signal.user))
    signalItems.append(items.number(of: signal.movie))
    signalTimes.append(signal.at)
    signalMarks.append(mark)
    return true
  }

  /// The catalogue is every item that was added or has a signal.
  package func build(_ positives: Positives) -> Dataset {
    let (userIDs, userRanks) = users.ranked()
    let (itemIDs, itemRanks) = items.ranked()
    let (starts, order) = signalsByUser(userRanks)
    let newest = signalTimes.max() ?? Timestamp(seconds: 0)
    let now = min(newest, now ?? newest)
    var keptUsers: [UserID] = []
    var offsets = [0]
    var indices: [Int32] = []
    var times: [Timestamp] = []
    let favourites = positives.favourites
    var isFavourite: [Bool] = []
    for user in userIDs.indices {
      forEachItem(of: order[starts[user]..<starts[user + 1]], itemRanks) { item, signals in
        guard let time = timeLiked(signals, positives, now: now) else { return }
        indices.append(item)
        times.append(time)
        if favourites != positives { isFavourite.append(timeLiked(signals, favourites, now: now) != nil) }
      }
      guard indices.count > offsets[offsets.count - 1] else { continue }
      keptUsers.append(userIDs[user])
      offsets.append(indices.count)
    }
    return Dataset(
      users: keptUsers, demographics: keptUsers.map { demographics[$0] ?? .unknown }, items: itemIDs,
      positives: SparseMatrix(columns: itemIDs.count, offsets: offsets, indices: indices), times: times,
      isFavourite: favourites == positives ? nil : isFavourite,
      itemFeatures: ItemFeatures(itemIDs.map { movies[$0] }))
  }

  /// The current ratings; nil if all or none of them have four stars or more, as in data that only say what was liked.
  package func ratings() -> RatedItems? {
    let (userIDs, userRanks) = users.ranked()
    let (itemIDs, itemRanks) = items.ranked()
    let (starts, order) = signalsByUser(userRanks)
    var offsets = [0]
    var indices: [Int32] = []
    var ratings: [UInt8] = []
    for user in userIDs.indices {
      forEachItem(of: order[starts[user]..<starts[user + 1]], itemRanks) { item, signals in
        guard let rating = rating(of: signals) else { return }
        indices.append(item)
        ratings.append(signalMarks[Int(rating)])
      }
      offsets.append(indices.count)
    }
    let liked = ratings.count { Int($0) >= Rating.fourStars.halfStars }
    guard liked > 0, liked < ratings.count else { return nil }
    return RatedItems(
      users: userIDs, items: itemIDs,
      rated: SparseMatrix(columns: itemIDs.count, offsets: offsets, indices: indices), halfStars: ratings)
  }

  /// Calls `body` for each item of a user, by ascending rank, with all signals of the user and item, oldest first.
  private func forEachItem(
    of user: ArraySlice<Int32>, _ itemRanks: [Int32], _ body: (Int32, ArraySlice<Int32>) -> Void
  ) {
    let signals = user.sorted {
      (itemRanks[Int(signalItems[Int($0)])], signalTimes[Int($0)], $0)
        < (itemRanks[Int(signalItems[Int($1)])], signalTimes[Int($1)], $1)
    }
    var rest = signals[...]
    while let first = rest.first {
      let item = signalItems[Int(first)]
      let ofItem = rest.prefix { signalItems[Int($0)] == item }
      rest = rest[ofItem.endIndex...]
      body(itemRanks[Int(item)], ofItem)
    }
  }

  /// The newest rating among the signals of a user and item.
  private func rating(of signals: ArraySlice<Int32>) -> Int32? {
    signals.last { ![Self.select, Self.view].contains(signalMarks[Int($0)]) }
  }

  /// The time from which a user likes an item; nil if the user does not.
  /// - Parameter signals: all signals of that user and item, oldest first.
  private func timeLiked(_ signals: ArraySlice<Int32>, _ positives: Positives, now: Timestamp) -> Timestamp? {
    let rating = rating(of: signals).map { (Rating(halfStars: Int(signalMarks[Int($0)])), at: signalTimes[Int($0)]) }
    let select = signals.last { signalMarks[Int($0)] == Self.select }.map { signalTimes[Int($0)] }
    let views = signals.filter { signalMarks[Int($0)] == Self.view }.map { signalTimes[Int($0)] }
    return positives.timeLiked(rating: rating, select: select, views: views, now: now)
  }

  /// The indices of all signals, grouped by user: the user of rank r has `order[starts[r]..<starts[r + 1]]`.
  private func signalsByUser(_ ranks: [Int32]) -> (starts: [Int], order: [Int32]) {
    var starts = [Int](repeating: 0, count: ranks.count + 1)
    for user in signalUsers { starts[Int(ranks[Int(user)]) + 1] += 1 }
    for rank in ranks.indices { starts[rank + 1] += starts[rank] }
    var next = starts
    var order = [Int32](repeating: 0, count: signalUsers.count)
    for signal in signalUsers.indices {
      let rank = Int(ranks[Int(signalUsers[signal])])
      order[next[rank]] = Int32(signal)
      next[rank] += 1
    }
    return (starts, order)
  }
}

/// Numbers ids from 0 in the order of their first use.
private struct Numbering: Sendable {
  private var numbers: [Int64: Int32] = [:]
  private var ids: [Int64] = []
  /// Files are mostly grouped by user, so that the last id is often the next one.
  private var last: (id: Int64, number: Int32)?

  var count: Int { ids.count }

  mutating func number(of id: Int64) -> Int32 {
    if let last, last.id == id { return last.number }
    let number = numbers[id] ?? Int32(ids.count)
    if Int(number) == ids.count {
      numbers[id] = number
      ids.append(id)
    }
    last = (id, number)
    return number
  }

  /// The ids, ascending, and the rank of each number's id among them.
  func ranked() -> (ids: [Int64], ranks: [Int32]) {
    let order = ids.indices.sorted { ids[$0] < ids[$1] }
    var ranks = [Int32](repeating: 0, count: ids.count)
    for (rank, number) in order.enumerated() { ranks[number] = Int32(rank) }
    return (order.map { ids[$0] }, ranks)
  }
}
