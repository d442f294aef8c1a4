/// The counts of the requests of one route.
package struct RouteFigures: Equatable, Sendable {
  /// Statuses that are counted separately; all others share the last entry.
  package static let statuses = [
    200, 201, 204, 304, 400, 401, 403, 404, 405, 409, 413, 415, 429, 431, 500, 502, 503, 504, 0,
  ]
  /// Upper bounds of the buckets of request times; one extra bucket holds the rest.
  package static let bounds: [Duration] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    5_000_000, 10_000_000,
  ].map(Duration.microseconds)

  /// In the order of `statuses`.
  package var requests: [UInt64]
  /// Requests within each of `bounds` and above the bound before it; then those above the last.
  package var buckets: [UInt64]
  /// Sums over all requests: total time, time in the database, and time spent scoring.
  package var total: Duration
  package var database: Duration
  package var scoring: Duration
  /// Bytes of all response bodies.
  package var bytes: UInt64

  package static let none = RouteFigures(numbers: Array(repeating: 0, count: count))

  /// The number of values that a route has.
  static let count = statuses.count + bounds.count + 1 + 4

  static let bucketsOffset = statuses.count
  static let sumsOffset = statuses.count + bounds.count + 1

  /// - Precondition: there are `count` numbers, in the order of the fields.
  init(numbers: [UInt64]) {
    requests = Array(numbers[..<Self.bucketsOffset])
    buckets = Array(numbers[Self.bucketsOffset..<Self.sumsOffset])
    total = Duration(ticks: numbers[Self.sumsOffset])
    database = Duration(ticks: numbers[Self.sumsOffset + 1])
    scoring = Duration(ticks: numbers[Self.sumsOffset + 2])
    bytes = numbers[Self.sumsOffset + 3]
  }

  package static func += (left: inout RouteFigures, right: RouteFigures) {
    for index in left.requests.indices { left.requests[index] &+= right.requests[index] }
    for index in left.buckets.indices { left.buckets[index] &+= right.buckets[index] }
    left.total += right.total
    left.database += right.database
    left.scoring += right.scoring
    left.bytes &+= right.bytes
  }

  static func position(ofStatus status: Int) -> Int { statuses.firstIndex(of: status) ?? statuses.count - 1 }

  static func bucket(of time: Duration) -> Int {
    bounds.firstIndex { time <= $0 } ?? bounds.count
  }
}
