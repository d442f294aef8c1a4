/// What a pool counts as a whole from the start of its master. The scoreboard, `/metrics` and `marquee-ctl status`
/// iterate over these; a new counter is one line in each table below.
package enum PoolCounter: Int, CaseIterable, Sendable {
  case workerStarts, crashes, stalledWorkers, recycles
  case reloads, refusedReloads
  case maximumReached, softLimitExceeded, hardLimitExceeded
  case refusedClients, logLinesDropped

  /// The name of the metric, without `_total`.
  package var metric: String {
    switch self {
    case .workerStarts: "marquee_worker_starts"
    case .crashes: "marquee_worker_crashes"
    case .stalledWorkers: "marquee_frozen_workers"
    case .recycles: "marquee_worker_recycles"
    case .reloads: "marquee_reloads"
    case .refusedReloads: "marquee_refused_reloads"
    case .maximumReached: "marquee_maximum_reached"
    case .softLimitExceeded: "marquee_soft_limit_exceeded"
    case .hardLimitExceeded: "marquee_hard_limit_exceeded"
    case .refusedClients: "marquee_refused_clients"
    case .logLinesDropped: "marquee_log_lines_dropped"
    }
  }

  /// The help text of the metric.
  package var help: String {
    switch self {
    case .workerStarts: "Workers started."
    case .crashes: "Workers that ended without being asked to."
    case .stalledWorkers: "Workers killed because their heartbeat stopped."
    case .recycles: "Workers recycled after max_requests."
    case .reloads: "Reloads of the configuration."
    case .refusedReloads: "Reloads refused because of a fault in the configuration."
    case .maximumReached: "Times that every slot of the largest pool was busy."
    case .softLimitExceeded: "Requests that took longer than soft_limit."
    case .hardLimitExceeded: "Requests that took longer than hard_limit."
    case .refusedClients: "TCP connections from addresses that are not in allowed_clients."
    case .logLinesDropped: "Log lines that could not be written."
    }
  }

  /// The key in `marquee-ctl status --json`.
  package var key: String {
    switch self {
    case .workerStarts: "started"
    case .crashes: "crashed"
    case .stalledWorkers: "frozen"
    case .recycles: "recycled"
    case .reloads: "reloads"
    case .refusedReloads: "refused_reloads"
    case .maximumReached: "maximum_reached"
    case .softLimitExceeded: "over_soft_limit"
    case .hardLimitExceeded: "over_hard_limit"
    case .refusedClients: "refused_clients"
    case .logLinesDropped: "log_lines_dropped"
    }
  }

  /// What follows the number in `marquee-ctl status`.
  package var label: String {
    switch self {
    case .workerStarts: "workers started"
    case .crashes: "crashed"
    case .stalledWorkers: "stalled"
    case .recycles: "recycled"
    case .reloads: "reloads"
    case .refusedReloads: "reloads refused"
    case .maximumReached: "times max workers reached"
    case .softLimitExceeded: "requests over soft_limit"
    case .hardLimitExceeded: "over hard_limit"
    case .refusedClients: "clients refused"
    case .logLinesDropped: "log lines dropped"
    }
  }
}

extension Scoreboard {
  package func count(_ counter: PoolCounter) { add(1, at: offset(of: counter)) }

  package subscript(counter: PoolCounter) -> UInt64 { load(offset(of: counter)) }

  private func offset(of counter: PoolCounter) -> Int { ScoreboardLayout.poolCountersOffset + counter.rawValue * 8 }
}
