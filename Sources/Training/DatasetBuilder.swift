import Domain
import LinearAlgebra

/// Collects signals in any order, 17 bytes each, and turns them into a dataset.
///
/// A user's current rating of a film is the newest one; of two at the same time, the one that was added later.
package struct DatasetBuilder: Sendable {
  private var users = Numbering()
  private var movies = Numbering()
  private var facts: [MovieID: Movie] = [:]
  private var demographics: [UserID: Demographics] = [:]

  // One element a signal that counts, in the order of arrival.
  private var signalUsers: [Int32] = []
  private var signalMovies: [Int32] = []
  private var signalTimes: [Int64] = []
  /// The rating in half stars; 0 is a `select`.
  private var signalMarks: [UInt8] = []
  private static let select: UInt8 = 0
  private static let view: UInt8 = .max
  /// What is older or newer is reckoned from here; nil for the newest signal, whenever that is.
  private let now: Timestamp?

  /// Clocks differ; more than this is no difference of clocks.
  private static let toleratedFuture: Int64 = 86_400

  /// - Parameter now: signals of more than a day later are not taken; nil takes all.
  package init(now: Timestamp? = nil) { self.now = now }

  /// Ratings, selects and views so far.
  package var signalCount: Int { signalUsers.count }

  /// Ratings and selects so far, and the users and films that they are of: the same whatever is then taken for liking.
  package var counts: SignalCounts {
    var hasUser = [Bool](repeating: false, count: users.count)
    var hasMovie = [Bool](repeating: false, count: movies.count)
    var signals = 0
    for signal in signalMarks.indices where signalMarks[signal] != Self.view {
      hasUser[Int(signalUsers[signal])] = true
      hasMovie[Int(signalMovies[signal])] = true
      signals += 1
    }
    return SignalCounts(users: hasUser.count { $0 }, films: hasMovie.count { $0 }, signals: signals)
  }

  /// Puts a film into the catalogue, liked or not.
  package mutating func add(_ movie: MovieID) { _ = movies.number(of: movie) }

  /// The same with what is known of it; what is added last counts.
  package mutating func add(_ movie: Movie) {
    add(movie.id)
    facts[movie.id] = movie
  }

  /// Says what is known of a user, who is in the dataset only where they like something.
  package mutating func add(_ user: UserID, _ known: Demographics) {
    // Most data sets know nothing of most people.
    demographics[user] = known == .unknown ? nil : known
  }

  /// Ignores what says nothing about taste: what the system itself recommended.
  /// - Returns: false for a signal that lies in the future, which is not taken.
  @discardableResult package mutating func add(_ signal: Signal) -> Bool {
    if let now, signal.at > now + Self.toleratedFuture { return false }
    let mark: UInt8
    switch (signal.kind, signal.rating) {
    case (.rate, let rating?): mark = UInt8(rating.halfStars)
    case (.select, _): mark = Self.select
    case (.view, _): mark = Self.view
    case (.rate, nil), (.recommend, _): return true
    }
    signalUsers.append(users.number(of: signal.user))
    signalMovies.append(movies.number(of: signal.movie))
    signalTimes.append(signal.at.microseconds)
    signalMarks.append(mark)
    return true
  }

  /// The catalogue is every film that was added or has a signal.
  package func build(_ positives: Positives) -> Dataset {
    let (userIDs, userRanks) = users.ranked()
    let (movieIDs, movieRanks) = movies.ranked()
    let (starts, order) = signalsByUser(userRanks)
    let newest = signalTimes.max() ?? 0
    let now = min(newest, now?.microseconds ?? newest)
    var keptUsers: [UserID] = []
    var offsets = [0]
    var indices: [Int32] = []
    var times: [Int64] = []
    for user in userIDs.indices {
      let signals = order[starts[user]..<starts[user + 1]].sorted {
        (movieRanks[Int(signalMovies[Int($0)])], signalTimes[Int($0)], $0)
          < (movieRanks[Int(signalMovies[Int($1)])], signalTimes[Int($1)], $1)
      }
      var rest = signals[...]
      while let first = rest.first {
        let movie = signalMovies[Int(first)]
        let ofMovie = rest.prefix { signalMovies[Int($0)] == movie }
        rest = rest[ofMovie.endIndex...]
        guard let time = timeLiked(ofMovie, positives, now: now) else { continue }
        indices.append(movieRanks[Int(movie)])
        times.append(time)
      }
      guard indices.count > offsets[offsets.count - 1] else { continue }
      keptUsers.append(userIDs[user])
      offsets.append(indices.count)
    }
    return Dataset(
      users: keptUsers, demographics: keptUsers.map { demographics[$0] ?? .unknown }, items: movieIDs,
      positives: SparseMatrix(columns: movieIDs.count, offsets: offsets, indices: indices), times: times,
      facts: FilmFacts(movieIDs.map { facts[$0] }))
  }

  /// When a user came to like a film; nil where the user does not.
  /// - Parameter signals: all of that user and film, oldest first.
  private func timeLiked(_ signals: ArraySlice<Int32>, _ positives: Positives, now: Int64) -> Int64? {
    let ratings = signals.filter { ![Self.select, Self.view].contains(signalMarks[Int($0)]) }
    let rating = ratings.last.map { (Rating(halfStars: Int(signalMarks[Int($0)])), at: signalTimes[Int($0)]) }
    let select = signals.last { signalMarks[Int($0)] == Self.select }.map { signalTimes[Int($0)] }
    let views = signals.filter { signalMarks[Int($0)] == Self.view }.map { signalTimes[Int($0)] }
    return positives.timeLiked(rating: rating, select: select, views: views, now: now)
  }

  /// The numbers of the signals, grouped by user: those of the user of rank r from `starts[r]` to `starts[r + 1]`.
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

/// Numbers ids from 0 in the order in which they turn up.
private struct Numbering: Sendable {
  private var numbers: [Int64: Int32] = [:]
  private var ids: [Int64] = []
  var count: Int { ids.count }
  /// Files are mostly grouped by user: the last id is often the next.
  private var last: (id: Int64, number: Int32)?

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

  /// The ids, ascending, and for each number the place of its id among them.
  func ranked() -> (ids: [Int64], ranks: [Int32]) {
    let order = ids.indices.sorted { ids[$0] < ids[$1] }
    var ranks = [Int32](repeating: 0, count: ids.count)
    for (rank, number) in order.enumerated() { ranks[number] = Int32(rank) }
    return (order.map { ids[$0] }, ranks)
  }
}
