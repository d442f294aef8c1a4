import Domain

/// Movies that have been rated often enough.
struct LeastRatings: Equatable {
  let count: Int
  private let statistics: Statistics

  init(_ count: Int, _ statistics: Statistics) {
    self.count = count
    self.statistics = statistics
  }

  func accepts(_ movie: MovieID) -> Bool { statistics[movie]?.ratings ?? 0 >= count }

  static func == (left: LeastRatings, right: LeastRatings) -> Bool {
    left.count == right.count && left.statistics === right.statistics
  }
}
