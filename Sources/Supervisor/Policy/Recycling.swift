import System

/// Decides which workers have served their share of requests and are recycled, so that anything that leaks or grows in
/// a process starts afresh.
struct Recycling {
  /// Nil if there is no limit.
  private let maximumRequests: Int?
  private let random: (ClosedRange<Int>) -> Int
  /// How many requests each worker may serve.
  private var shares: [ProcessID: Int] = [:]

  /// - Parameter random: picks a number from a range.
  init(maximumRequests: Int?, random: @escaping (ClosedRange<Int>) -> Int) {
    self.maximumRequests = maximumRequests
    self.random = random
  }

  /// Whether the worker has served its share: the configured number and up to a fifth more, so that workers which
  /// started together are not recycled together.
  mutating func isDue(_ process: ProcessID, requests: Int) -> Bool {
    guard let maximumRequests else { return false }
    let share = shares[process] ?? maximumRequests + random(0...maximumRequests / 5)
    shares[process] = share
    return requests >= share
  }

  mutating func forget(_ process: ProcessID) { shares[process] = nil }
}
