extension Configuration {
  /// Two settings that are good by themselves and make no sense together; named by the one to change.
  var contradiction: (key: String, reason: String)? {
    if let minimumWorkers, let workers, minimumWorkers > workers {
      return ("workers_min", "is \(minimumWorkers), and workers, the most, is \(workers)")
    }
    if hardLimit > 0, softLimit > hardLimit {
      return ("soft_limit", "is \(softLimit)ms and would never be reached: hard_limit is \(hardLimit)ms")
    }
    return nil
  }
}
