import System

extension Configuration {
  /// Finds two settings that are each valid but contradict each other.
  /// - Returns: the key of one that was set, and the reason.
  func contradiction(of set: Set<String>) -> (key: String, reason: String)? {
    if let minimumWorkers, let workers, minimumWorkers > workers {
      return ("workers_min", "is \(minimumWorkers), and the maximum, workers, is \(workers)")
    }
    if let hardLimit, let softLimit, softLimit > hardLimit {
      let (soft, hard) = ("\(softLimit.milliseconds)ms", "\(hardLimit.milliseconds)ms")
      return set.contains("soft_limit")
        ? ("soft_limit", "is \(soft) and would never be reached: hard_limit is \(hard)")
        : ("hard_limit", "is \(hard), and soft_limit, \(soft), would never be reached")
    }
    return nil
  }
}
