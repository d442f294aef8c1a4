import Domain
import Glibc
import JSON
import Scoreboard

/// The scoreboard at one moment, for people and for programs.
struct PoolView {
  struct Worker {
    let process: Int32
    let state: String
    /// Seconds.
    let age: Int64
    /// Milliseconds since its last heartbeat.
    let silence: Int64
    let requests: UInt64
    /// Bytes; nil if the process has just ended.
    let residentMemory: Int?
    let activities: [(slot: Int, activity: SlotCell.Activity)]
  }

  let pool: Scoreboard.Pool
  private let master: Int32
  private let now: Timestamp
  /// That of the scoreboard, which nobody sets.
  private let clock: Int64
  private let workers: [Worker]
  private let accepted: UInt64
  private let routes: [String]
  private let figures: [(route: String, figures: RouteFigures)]

  init(_ running: RunningPool, at now: Timestamp, clock: Int64) {
    let board = running.board
    self.now = now
    self.clock = clock
    master = running.master
    pool = board.pool
    routes = board.routes
    let rows = (0..<board.rowCount).map(board.row)
    accepted = rows.reduce(0) { $0 &+ $1.accepted }
    figures = board.figuresOfRoutes.filter { $0.figures != .none }
    workers = rows.filter { $0.state != .free }.map { row in
      let cells = row.cells
      return Worker(
        process: row.process, state: row.state.name, age: Self.seconds(from: row.startedAt, to: clock),
        silence: max(0, clock &- row.heartbeat) / 1_000, requests: cells.reduce(0) { $0 &+ $1.requests },
        residentMemory: Self.residentMemory(of: row.process),
        activities: cells.enumerated().compactMap { slot, cell in cell.activity.map { (slot, $0) } })
    }
  }

  private var configured: String {
    pool.minimumWorkers == pool.workers ? "\(pool.workers)" : "\(pool.minimumWorkers) to \(pool.workers)"
  }

  var text: String {
    let busy = workers.reduce(0) { $0 + $1.activities.count }
    let age = Self.seconds(from: pool.beganAt, to: clock)
    var lines = [
      "pool      master \(master), running, started \(age) s ago",
      "workers   \(workers.count) of \(pool.wantedWorkers) wanted, \(configured) configured, \(pool.slots) slots each",
      "now       \(busy) slots busy, \(pool.queued) connections waiting",
      """
      so far    \(pool.spawned) started, \(pool.crashed) crashed, \(pool.frozen) frozen, \(pool.recycled) after their share, \
      \(pool.reloads) reloads (\(pool.refusedReloads) refused), \(accepted) connections
      """,
      """
      limits    \(pool.maximumReached) times every slot busy, \(pool.overSoftLimit) requests over the soft limit, \
      \(pool.overHardLimit) over the hard one
      """,
    ]
    if pool.logLinesDropped > 0 { lines.append("log       \(pool.logLinesDropped) lines could not be written") }
    if let next = pool.nextStartAt {
      lines.append(
        "crashes   \(pool.youngDeaths) workers died young: the next starts in \(Self.seconds(until: next, from: clock)) s"
      )
    }
    lines += ["", Self.row("PID", "STATE", "AGE", "SEEN", "REQUESTS", "MEMORY", "NOW")]
    for worker in workers {
      let activities = worker.activities.map { "\(routes[$0.activity.route]) for \(milliseconds($0.activity)) ms" }
      let memory = worker.residentMemory.map { "\($0 >> 20) MB" } ?? "-"
      lines.append(
        Self.row(
          "\(worker.process)", worker.state, "\(worker.age) s", "\(Self.decimal(Double(worker.silence) / 1_000)) s",
          "\(worker.requests)", memory,
          activities.isEmpty ? "idle" : activities.joined(separator: ", ")))
    }
    if !figures.isEmpty { lines += ["", "  REQUESTS   5xx   MEAN ms  ROUTE"] }
    for (route, figures) in figures.sorted(by: { Self.count($0.figures) > Self.count($1.figures) }) {
      let count = Self.count(figures)
      let mean = Self.decimal(Double(figures.total) / Double(max(1, count)) / 1_000)
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
      json.field("started_at", Timestamp(microseconds: pool.startedAt).rfc3339)
      json.field("configured") { json in
        json.object { json in
          json.field("workers", pool.workers)
          json.field("workers_min", pool.minimumWorkers)
          json.field("slots", pool.slots)
        }
      }
      json.field("wanted_workers", pool.wantedWorkers)
      json.field("queued", Int64(clamping: pool.queued))
      json.field("maximum_reached", Int64(clamping: pool.maximumReached))
      json.field("recycled", Int64(clamping: pool.recycled))
      json.field("over_soft_limit", Int64(clamping: pool.overSoftLimit))
      json.field("over_hard_limit", Int64(clamping: pool.overHardLimit))
      json.field("log_lines_dropped", Int64(clamping: pool.logLinesDropped))
      json.field("frozen", Int64(clamping: pool.frozen))
      json.field("refused_clients", Int64(clamping: pool.refusedClients))
      json.field("died_young", Int64(clamping: pool.youngDeaths))
      json.field("next_start_at", pool.nextStartAt.map { time(of: $0).rfc3339 })
      json.field("started", Int64(clamping: pool.spawned))
      json.field("crashed", Int64(clamping: pool.crashed))
      json.field("reloads", Int64(clamping: pool.reloads))
      json.field("refused_reloads", Int64(clamping: pool.refusedReloads))
      json.field("accepted", Int64(clamping: accepted))
      json.field("workers") { $0.array { list in workers.forEach { write($0, to: &list) } } }
      json.field("routes") { json in
        json.array { list in
          for (route, figures) in figures {
            list.object { json in
              json.field("route", route)
              json.field("requests", Int64(clamping: Self.count(figures)))
              json.field("failures", Int64(clamping: Self.failures(figures)))
              json.field("seconds", Double(figures.total) / 1_000_000)
              json.field("database_seconds", Double(figures.database) / 1_000_000)
              json.field("scoring_seconds", Double(figures.scoring) / 1_000_000)
            }
          }
        }
      }
    }
    return String(decoding: object, as: UTF8.self)
  }

  private func write(_ worker: Worker, to json: inout JSONWriter) {
    json.object { json in
      json.field("pid", Int(worker.process))
      json.field("state", worker.state)
      json.field("age", worker.age)
      json.field("heartbeat_age_milliseconds", worker.silence)
      json.field("requests", Int64(clamping: worker.requests))
      json.field("resident_bytes", worker.residentMemory)
      json.field("busy") { json in
        json.array { list in
          for (slot, activity) in worker.activities {
            list.object { json in
              json.field("slot", slot)
              json.field("route", routes[activity.route])
              json.field("request_id", activity.requestID)
              json.field("milliseconds", milliseconds(activity))
            }
          }
        }
      }
    }
  }

  private func milliseconds(_ activity: SlotCell.Activity) -> Int64 {
    activity.age(at: clock) / 1_000
  }

  private static func seconds(from begin: Int64, to clock: Int64) -> Int64 { max(0, clock &- begin) / 1_000_000 }

  private static func seconds(until end: Int64, from clock: Int64) -> Int64 {
    max(0, end &- clock &+ 999_999) / 1_000_000
  }

  /// - Parameter moment: of the scoreboard's clock.
  private func time(of moment: Int64) -> Timestamp {
    Timestamp(microseconds: now.microseconds &+ (moment &- clock))
  }

  private static func count(_ figures: RouteFigures) -> UInt64 { figures.requests.reduce(0, &+) }

  private static func failures(_ figures: RouteFigures) -> UInt64 {
    zip(RouteFigures.statuses, figures.requests).reduce(0) { $1.0 >= 500 ? $0 &+ $1.1 : $0 }
  }

  /// The second number of /proc/PID/statm, in pages (proc(5)).
  private static func residentMemory(of process: Int32) -> Int? {
    guard let file = fopen("/proc/\(process)/statm", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let numbers = text.split(separator: " ")
    return numbers.count > 1 ? Int(numbers[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
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
