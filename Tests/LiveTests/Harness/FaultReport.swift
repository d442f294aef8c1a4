/// Prints what a fault cost as a row of a table, which `scripts/bench faults` collects.
enum FaultReport {
  /// Statuses that count a request as lost: the server did not do what was asked.
  private static let lost: Set<Int> = [500, 502, 503, 504]

  /// - Parameter recovered: seconds from the end of the fault until all requests are answered again.
  static func tell(_ fault: String, _ result: Load.Result, recovered: Double = 0) {
    let sent = result.answers.values.reduce(0, +) + result.failures.count
    let failed = result.answers.filter { lost.contains($0.key) }.values.reduce(0, +) + result.failures.count
    tell(fault, sent: sent, failed: failed, recovered: recovered)
  }

  static func tell(_ fault: String, sent: Int, failed: Int, recovered: Double) {
    print("fault | \(fault) | \(sent) | \(failed) | \((recovered * 100).rounded() / 100) s")
  }
}
