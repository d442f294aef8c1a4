import Domain
import JSON
import Scoreboard
import Stores
import System

/// The scoreboard at one moment, as text and as JSON.
struct PoolView {
  struct WorkerView {
    let process: Int32
    let state: String
    let age: Duration
    /// The time since its last heartbeat.
    let silence: Duration
    let requests: UInt64
    /// Bytes; nil if the process has just ended.
    let residentMemory: Int?
    let activities: [(slot: Int, activity: SlotCell.Activity)]
  }

  let pool: PoolFigures
  /// Nil if the database is no cluster.
  private let node: ClusterNode?
  private let master: Int32
  private let now: Timestamp
  /// The time on the monotonic clock.
  private let clock: Duration
  private let workers: [WorkerView]
  private let accepted: UInt64
  private let routes: [String]
  private let figures: [(route: String, figures: RouteFigures)]

  init(_ running: RunningPool, node: ClusterNode?, at now: Timestamp, clock: Duration) {
    let board = running.board
    self.now = now
    self.clock = clock
    self.node = node
    master = running.master
    pool = board.pool
    routes = board.routes
    let rows = (0..<board.rowCount).map(board.row)
    accepted = rows.reduce(0) { $0 &+ $1.accepted }
    figures = board.figuresOfRoutes.filter { $0.figures != .none }
    workers = rows.filter { $0.state != .free }.map { row in
      let cells = row.cells
      return WorkerView(
        process: row.process, state: row.state.name, age: max(.zero, clock - row.startedAt),
        silence: max(.zero, clock - row.heartbeat), requests: cells.reduce(0) { $0 &+ $1.requests },
        residentMemory: ProcessFigures(of: row.process)?.residentMemory,
        activities: cells.enumerated().compactMap { slot, cell in cell.activity.map { (slot, $0) } })
    }
  }

  private var configured: String {
    pool.minimumWorkers == pool.workers ? "\(pool.workers)" : "\(pool.minimumWorkers) to \(pool.workers)"
  }

  var text: String {
    let busy = workers.reduce(0) { $0 + $1.activities.count }
    let age = max(.zero, clock - pool.monotonicStartedAt)
    var lines = [
      "pool      master \(master), running, started \(age.seconds) s ago",
      "workers   \(workers.count) of \(pool.wantedWorkers) wanted, \(configured) configured, \(pool.slots) slots each",
      "now       \(busy) slots busy, \(pool.queued) connections waiting",
    ]
    let counts = PoolCounter.allCases.map { "\(pool[$0]) \($0.label)" } + ["\(accepted) connections"]
    lines += filled(counts, heading: "so far    ")
    if let next = pool.nextStartAt {
      let seconds = max(0, (next - clock).secondsRoundedUp)
      lines.append("back-off  \(pool.youngDeaths) workers died young: the next starts in \(seconds) s")
    }
    if let node {
      lines.append("cluster   node \(node.name): \(node.component), \(node.state), of \(node.size)")
    }
    lines += ["", Self.row("PID", "STATE", "AGE", "SEEN", "REQUESTS", "MEMORY", "NOW")]
    for worker in workers {
      let activities = worker.activities.map {
        "\(routes[$0.activity.route]) for \($0.activity.age(at: clock).milliseconds) ms"
      }
      let memory = worker.residentMemory.map { "\($0 >> 20) MB" } ?? "-"
      lines.append(
        Self.row(
          "\(worker.process)", worker.state, "\(worker.age.seconds) s", "\(Self.decimal(worker.silence.inSeconds)) s",
          "\(worker.requests)", memory,
          activities.isEmpty ? "idle" : activities.joined(separator: ", ")))
    }
    if !figures.isEmpty { lines += ["", "  REQUESTS   5xx   MEAN ms  ROUTE"] }
    for (route, figures) in figures.sorted(by: { Self.count($0.figures) > Self.count($1.figures) }) {
      let count = Self.count(figures)
      let mean = Self.decimal(figures.total.inSeconds * 1_000 / Double(max(1, count)))
      lines.append(
        Self.padded("\(count)", 10) + Self.padded("\(Self.failures(figures))", 6) + Self.padded(mean, 10) + "  " + route
      )
    }
    return lines.joined(separator: "\n")
  }

  var json: String {
    let object = JSONWriter.object { json in
      json.field("running", true)
      json.field("master", Int(master))
      json.field("started_at", Timestamp(sinceEpoch: pool.startedAt).rfc3339)
      json.field("configured") { json in
        json.object { json in
          json.field("workers", pool.workers)
          json.field("workers_min", pool.minimumWorkers)
          json.field("slots", pool.slots)
        }
      }
      json.field("wanted_workers", pool.wantedWorkers)
      json.field("queued", Int64(clamping: pool.queued))
      for counter in PoolCounter.allCases {
        json.field(named: counter.key) { $0.integer(Int64(clamping: pool[counter])) }
      }
      json.field("died_young", Int64(clamping: pool.youngDeaths))
      json.field("next_start_at", pool.nextStartAt.map { (now + ($0 - clock)).rfc3339 })
      json.field("accepted", Int64(clamping: accepted))
      if let node {
        json.field("cluster") { json in
          json.object { json in
            json.field("node", node.name)
            json.field("component", node.component)
            json.field("state", node.state)
            json.field("nodes", node.size)
          }
        }
      }
      json.field("workers") { $0.array { list in workers.forEach { write($0, to: &list) } } }
      json.field("routes") { json in
        json.array { list in
          for (route, figures) in figures {
            list.object { json in
              json.field("route", route)
              json.field("requests", Int64(clamping: Self.count(figures)))
              json.field("failures", Int64(clamping: Self.failures(figures)))
              json.field("seconds", figures.total.inSeconds)
              json.field("database_seconds", figures.database.inSeconds)
              json.field("scoring_seconds", figures.scoring.inSeconds)
            }
          }
        }
      }
    }
    return String(decoding: object, as: UTF8.self)
  }

  private func write(_ worker: WorkerView, to json: inout JSONWriter) {
    json.object { json in
      json.field("pid", Int(worker.process))
      json.field("state", worker.state)
      json.field("age", worker.age.seconds)
      json.field("heartbeat_age_milliseconds", worker.silence.milliseconds)
      json.field("requests", Int64(clamping: worker.requests))
      json.field("resident_bytes", worker.residentMemory)
      json.field("busy") { json in
        json.array { list in
          for (slot, activity) in worker.activities {
            list.object { json in
              json.field("slot", slot)
              json.field("route", routes[activity.route])
              json.field("request_id", activity.requestID)
              json.field("milliseconds", activity.age(at: clock).milliseconds)
            }
          }
        }
      }
    }
  }

  private static func count(_ figures: RouteFigures) -> UInt64 { figures.requests.reduce(0, &+) }

  private static func failures(_ figures: RouteFigures) -> UInt64 {
    zip(RouteFigures.statuses, figures.requests).reduce(0) { $1.0 >= 500 ? $0 &+ $1.1 : $0 }
  }

  private static func row(
    _ process: String, _ state: String, _ age: String, _ seen: String, _ requests: String, _ memory: String,
    _ now: String
  ) -> String {
    padded(process, 8) + "  " + state + String(repeating: " ", count: max(0, 9 - state.count)) + padded(age, 10)
      + padded(seen, 10) + padded(requests, 12) + padded(memory, 9) + "  " + now
  }

  /// Right-aligned.
  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func decimal(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
