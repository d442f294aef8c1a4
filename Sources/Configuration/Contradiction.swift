extension Configuration {
  /// Two settings that are good by themselves and make no sense together; named by one that was set.
  func contradiction(of set: Set<String>) -> (key: String, reason: String)? {
    if let minimumWorkers, let workers, minimumWorkers > workers {
      return ("workers_min", "is \(minimumWorkers), and workers, the most, is \(workers)")
    }
    if hardLimit > 0, softLimit > hardLimit {
      return set.contains("soft_limit")
        ? ("soft_limit", "is \(softLimit)ms and would never be reached: hard_limit is \(hardLimit)ms")
        : ("hard_limit", "is \(hardLimit)ms, and soft_limit, \(softLimit)ms, would never be reached")
    }
    return nil
  }
}
