/// How often movies were shown in lists that are in nobody's history, by day (UTC). It holds no identity.
package struct ShownCounts: Equatable, Sendable {
  package private(set) var days: [CalendarDate: Day] = [:]

  package init() {}

  package struct Day: Equatable, Sendable {
    /// The number of lists, by length: a list of n movies shows one at each of the places below n, so this is all that
    /// has to be counted.
    fileprivate var lengths: [Recommender: [Int: Int]] = [:]
    /// How often each movie was shown.
    package fileprivate(set) var movies: [MovieID: Int] = [:]

    /// For each recommender, how many movies were shown at each place.
    package var places: [Recommender: [Int]] {
      lengths.mapValues { lengths in
        let longest = lengths.keys.max() ?? 0
        return (0..<longest).map { place in lengths.reduce(0) { $0 + ($1.key > place ? $1.value : 0) } }
      }
    }

    fileprivate mutating func add(_ list: [MovieID], by recommender: Recommender) {
      lengths[recommender, default: [:]][list.count, default: 0] += 1
      for movie in list { movies[movie, default: 0] += 1 }
    }

    fileprivate static func += (left: inout Day, right: Day) {
      for (recommender, lengths) in right.lengths {
        left.lengths[recommender, default: [:]].merge(lengths, uniquingKeysWith: +)
      }
      left.movies.merge(right.movies, uniquingKeysWith: +)
    }
  }

  package var isEmpty: Bool { days.isEmpty }

  package mutating func add(_ list: [MovieID], by recommender: Recommender, on day: CalendarDate) {
    if !list.isEmpty { days[day, default: Day()].add(list, by: recommender) }
  }

  package static func += (left: inout ShownCounts, right: ShownCounts) {
    for (day, counts) in right.days { left.days[day, default: Day()] += counts }
  }
}
