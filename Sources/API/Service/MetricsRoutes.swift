import Domain
import HTTP
import Provenance
import Scoreboard
import Scoring
import System

/// `GET /metrics`: what the whole pool has done since its master started, whichever worker answers, and what this
/// worker serves, in the text format that the client asks for. nginx lets only local addresses in.
@Sendable func metrics(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  var metrics = MetricsText(MetricsFormat(accept: request.accept))
  if let scoreboard = services.application.scoreboard {
    metrics.write(scoreboard.pool, at: services.now)
    metrics.writeWorkers(of: scoreboard)
    metrics.writeDatabase(of: scoreboard, failures: services.application.databaseFailures)
    metrics.writeRequests(of: scoreboard)
  }
  metrics.writeBuild()
  metrics.write(services.models, at: services.now)
  metrics.write(services.application.lastTraining())
  metrics.write(services.application.figures.current)
  if let countedAt = services.statistics.countedAt { metrics.writeStatistics(countedAt: countedAt, at: services.now) }
  return Response(
    headers: [("Vary", "Accept")], contentType: metrics.format.contentType, body: metrics.document)
}

extension MetricsText {
  fileprivate mutating func write(_ pool: PoolFigures, at now: Timestamp) {
    for counter in PoolCounter.allCases {
      family(counter.metric, .counter, counter.help)
      sample("\(counter.metric)_total", pool[counter])
    }
    family("marquee_start_time_seconds", .gauge, unit: "seconds", "When the master started, since 1970.")
    sample("marquee_start_time_seconds", seconds(pool.startedAt))
    family("marquee_workers_configured", .gauge, "Maximum number of worker processes.")
    sample("marquee_workers_configured", pool.workers)
    family("marquee_workers_wanted", .gauge, "Worker processes that the master wants at this moment.")
    sample("marquee_workers_wanted", pool.wantedWorkers)
    family("marquee_slots_configured", .gauge, "Slots of each worker.")
    sample("marquee_slots_configured", pool.slots)
    family("marquee_queue_length", .gauge, "Connections waiting for a worker.")
    sample("marquee_queue_length", pool.queued)
    family("marquee_young_deaths", .gauge, "Consecutive workers that died young.")
    sample("marquee_young_deaths", pool.youngDeaths)
    family(
      "marquee_next_start_time_seconds", .gauge, unit: "seconds",
      "When the next worker will be started, if the master is backing off.")
    if let next = pool.nextStartAt {
      sample("marquee_next_start_time_seconds", seconds(now.sinceEpoch + next - SystemClock.monotonic()))
    }
    family(
      "marquee_last_reload_time_seconds", .gauge, unit: "seconds",
      "When the configuration was last reloaded, or a reload refused, since 1970.")
    let last = max(pool.reloadedAt ?? .zero, pool.reloadRefusedAt ?? .zero)
    if last > .zero { sample("marquee_last_reload_time_seconds", seconds(last)) }
    family("marquee_last_reload_succeeded", .gauge, "Whether the last reload was accepted: 1 or 0.")
    if last > .zero { sample("marquee_last_reload_succeeded", pool.reloadRefusedAt == last ? 0 : 1) }
  }

  fileprivate mutating func writeBuild() {
    family(
      "marquee_build_info", .gauge, "The version that answers, and the commit it was built from, if known.")
    sample("marquee_build_info", [("version", Release.version), ("commit", Release.commit ?? "")], 1)
  }

  fileprivate mutating func writeWorkers(of scoreboard: Scoreboard) {
    let rows = (0..<scoreboard.rowCount).map(scoreboard.row)
    let workers = rows.filter { $0.state != .free }
    family("marquee_workers", .gauge, "Worker processes by state.")
    for state in [WorkerRow.State.starting, .unable, .ready, .retiring] {
      sample("marquee_workers", [("state", state.name)], workers.count { $0.state == state })
    }
    let activities = workers.flatMap(\.activities)
    family("marquee_slots_busy", .gauge, "Slots that are handling a request.")
    sample("marquee_slots_busy", activities.count)
    let processes = rows.enumerated().compactMap { place, row in
      row.state == .free ? nil : ProcessFigures(of: row.process).map { (worker: "\(place)", figures: $0) }
    }
    family("marquee_worker_resident_memory_bytes", .gauge, unit: "bytes", "With the models, which all workers share.")
    for (worker, figures) in processes {
      sample("marquee_worker_resident_memory_bytes", [("worker", worker)], figures.residentMemory)
    }
    family("marquee_worker_cpu_seconds", .counter, unit: "seconds", "Processor time since the worker started.")
    for (worker, figures) in processes {
      sample("marquee_worker_cpu_seconds_total", [("worker", worker)], figures.processorTime.inSeconds)
    }
    family("marquee_worker_heartbeat_age_seconds", .gauge, unit: "seconds", "Time since a worker's last heartbeat.")
    let clock = SystemClock.monotonic()
    for (place, row) in rows.enumerated() where row.state != .free {
      sample("marquee_worker_heartbeat_age_seconds", [("worker", "\(place)")], seconds(clock - row.heartbeat))
    }
    family("marquee_connections_accepted", .counter, "Connections from nginx.")
    sample("marquee_connections_accepted_total", rows.reduce(0) { $0 &+ $1.accepted })
  }

  fileprivate mutating func writeDatabase(of scoreboard: Scoreboard, failures: [String]) {
    let rows = (0..<scoreboard.rowCount).map(scoreboard.row)
    let workers = rows.filter { $0.state != .free }
    let busy = workers.flatMap(\.activities).count { $0.databaseSince != nil }
    family("marquee_slots_in_database", .gauge, "Busy slots that are waiting for a database statement.")
    sample("marquee_slots_in_database", busy)
    let open = workers.reduce(0) { $0 + $1.databaseConnections }
    family("marquee_database_connections", .gauge, "Open connections of slots to the database, by what they do.")
    sample("marquee_database_connections", [("state", "busy")], min(busy, open))
    sample("marquee_database_connections", [("state", "idle")], max(0, open - busy))
    family("marquee_database_failures", .counter, "Failures of the database, by kind.")
    for (position, name) in failures.enumerated() {
      let count = rows.reduce(0) { $0 &+ $1.databaseFailures(position) }
      sample("marquee_database_failures_total", [("kind", name)], count)
    }
  }

  fileprivate mutating func writeRequests(of scoreboard: Scoreboard) {
    let figures = scoreboard.figuresOfRoutes.filter { $0.figures != .none }
    family("marquee_requests", .counter, "Requests answered, by route and status.")
    for (route, figures) in figures {
      for (status, count) in zip(RouteFigures.statuses, figures.requests) where count > 0 {
        sample(
          "marquee_requests_total", [("route", route), ("status", status == 0 ? "other" : "\(status)")], count)
      }
    }
    family("marquee_errors", .counter, "Answers that say what was wrong with a request, by code.")
    let rows = (0..<scoreboard.rowCount).map(scoreboard.row)
    for code in ErrorCode.allCases {
      let count = rows.reduce(0) { $0 &+ $1.errors(code.position) }
      if count > 0 { sample("marquee_errors_total", [("code", code.rawValue)], count) }
    }
    family("marquee_request_duration_seconds", .histogram, unit: "seconds", "From the complete request to the answer.")
    for (route, figures) in figures {
      var sum: UInt64 = 0
      for (bound, count) in zip(RouteFigures.bounds.map { "\(seconds($0))" } + ["+Inf"], figures.buckets) {
        sum &+= count
        sample("marquee_request_duration_seconds_bucket", [("route", route), ("le", bound)], sum)
      }
      sample("marquee_request_duration_seconds_count", [("route", route)], sum)
      sample("marquee_request_duration_seconds_sum", [("route", route)], seconds(figures.total))
    }
    family("marquee_database_seconds", .counter, unit: "seconds", "Part of the request duration spent in the database.")
    for (route, figures) in figures {
      sample("marquee_database_seconds_total", [("route", route)], seconds(figures.database))
    }
    family("marquee_scoring_seconds", .counter, unit: "seconds", "Part of the request duration spent in models.")
    for (route, figures) in figures {
      sample("marquee_scoring_seconds_total", [("route", route)], seconds(figures.scoring))
    }
    family("marquee_response_bytes", .counter, unit: "bytes", "Size of response bodies.")
    for (route, figures) in figures { sample("marquee_response_bytes_total", [("route", route)], figures.bytes) }
  }

  fileprivate mutating func write(_ models: ModelStates, at now: Timestamp) {
    family("marquee_model_available", .gauge, "Whether a model can be used: 1 or 0.")
    for name in ModelName.allCases {
      sample("marquee_model_available", [("model", name.rawValue)], models[name]?.model == nil ? 0 : 1)
    }
    let available = ModelName.allCases.compactMap { models[$0]?.model }
    family("marquee_model_refused", .gauge, "Whether the newest file of a model cannot be used: 1 or 0.")
    for name in ModelName.allCases {
      sample("marquee_model_refused", [("model", name.rawValue)], models[name]?.refusal == nil ? 0 : 1)
    }
    family("marquee_model", .info, "The version of each model.")
    for model in available {
      sample("marquee_model_info", [("model", model.name.rawValue), ("version", model.version)], 1)
    }
    family("marquee_model_age_seconds", .gauge, unit: "seconds", "Time since a model was trained.")
    for model in available {
      sample("marquee_model_age_seconds", [("model", model.name.rawValue)], seconds(now - model.trainedAt))
    }
    family(
      "marquee_model_learned_age_seconds", .gauge, unit: "seconds",
      "Time since a model last followed a change of what users like; only for models that have since their training.")
    for model in available {
      guard let learned = model.learnedAt else { continue }
      sample("marquee_model_learned_age_seconds", [("model", model.name.rawValue)], seconds(now - learned))
    }
  }

  fileprivate mutating func write(_ training: LastTraining.State) {
    let isReadable: Bool
    switch training {
    case .none: return
    case .known(let record):
      isReadable = true
      write(record)
    case .unreadable: isReadable = false
    }
    family("marquee_training_readable", .gauge, "Whether the record of the last training can be read: 1 or 0.")
    sample("marquee_training_readable", isReadable ? 1 : 0)
  }

  private mutating func write(_ training: TrainingRecord) {
    family("marquee_training_end_time_seconds", .gauge, unit: "seconds", "When the last training ended, since 1970.")
    sample("marquee_training_end_time_seconds", seconds(training.endedAt.sinceEpoch))
    family("marquee_training_succeeded", .gauge, "Whether the last training succeeded completely: 1 or 0.")
    sample("marquee_training_succeeded", training.hasSucceeded ? 1 : 0)
    family("marquee_training_outcome", .gauge, "The last training's outcome for each model: always 1.")
    for model in training.models {
      sample("marquee_training_outcome", [("model", model.model.rawValue), ("outcome", model.outcome.rawValue)], 1)
    }
  }

  /// What was recommended today (UTC). Places from 10 on are counted together, so that there are few time series.
  fileprivate mutating func write(_ figures: [PlaceFigures]) {
    func labels(_ values: [String]) -> [(name: String, value: String)] {
      Array(zip(["model", "version", "source"], values))
    }
    func place(_ values: [String]) -> (name: String, value: String) { ("place", values[3]) }
    let byPlace = Dictionary(grouping: figures) { min($0.place, 10) }.sorted { $0.key < $1.key }.flatMap {
      place, rows in
      rows.grouped(by: [.model, .version, .source]).map {
        (values: $0.values + [place == 10 ? "10+" : "\(place)"], figures: $0.figures)
      }
    }
    family(
      "marquee_recommended_movies", .counter,
      "Movies shown in lists since midnight (UTC), by whether the list is in the history of a user.")
    for (values, figures) in byPlace {
      for (viewer, count) in [("user", figures.shown), ("anonymous", figures.anonymous)] where count > 0 {
        sample(
          "marquee_recommended_movies_total", labels(values) + [place(values), ("viewer", viewer)], count)
      }
    }
    family(
      "marquee_recommendation_reactions", .counter,
      "Movies that users opened, picked or rated from lists made since midnight (UTC).")
    for (values, figures) in byPlace {
      for reaction in Figures.Reaction.allCases where figures.shown > 0 {
        sample(
          "marquee_recommendation_reactions_total",
          labels(values) + [place(values), ("reaction", reaction.rawValue)], figures[reaction])
      }
    }
    family(
      "marquee_recommendation_rate_ratio", .gauge, unit: "ratio",
      "Share of the movies shown to users since midnight (UTC) that they reacted to, with its 95 % interval.")
    for (values, figures) in figures.grouped(by: [.model, .version, .source]) {
      for reaction in Figures.Reaction.allCases {
        guard let rate = figures.rate(of: reaction) else { continue }
        for (bound, value) in [("estimate", rate.value), ("low", rate.low), ("high", rate.high)] {
          sample(
            "marquee_recommendation_rate_ratio",
            labels(values) + [("reaction", reaction.rawValue), ("bound", bound)], value)
        }
      }
    }
  }

  fileprivate mutating func writeStatistics(countedAt: Timestamp, at now: Timestamp) {
    family("marquee_statistics_age_seconds", .gauge, unit: "seconds", "Time since the statistics were last counted.")
    sample("marquee_statistics_age_seconds", seconds(now - countedAt))
  }

  /// A negative time, which clocks that differ may produce, counts as zero.
  private func seconds(_ time: Duration) -> Double { max(.zero, time).inSeconds }
}

extension WorkerRow {
  /// What the worker's busy slots are doing.
  fileprivate var activities: [SlotCell.Activity] { cells.compactMap(\.activity) }
}
