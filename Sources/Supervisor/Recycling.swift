import Glibc

/// Which workers have done their share of requests and are replaced: what leaks, or grows, begins anew.
struct Recycling {
  /// Requests; nil for no end.
  private let share: Int?
  private let random: (ClosedRange<Int>) -> Int
  /// How many requests each worker may do.
  private var shares: [pid_t: Int] = [:]

  init(share: Int?, random: @escaping (ClosedRange<Int>) -> Int) {
    self.share = share
    self.random = random
  }

  /// Whether the worker is due. Its share is the configured one and up to a fifth more, so that workers which started
  /// together do not go together.
  mutating func isDue(_ process: pid_t, requests: Int) -> Bool {
    guard let share else { return false }
    let own = shares[process] ?? share + random(0...share / 5)
    shares[process] = own
    return requests >= own
  }

  mutating func forget(_ process: pid_t) { shares[process] = nil }
}
