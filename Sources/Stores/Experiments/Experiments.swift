import Domain
import MariaDB

/// The table `experiments`.
package final class Experiments: ExperimentStore {
  let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func active() throws(StoreError) -> ActiveExperiments {
    try translatingErrors { () throws(MariaDBError) in
      let rows = try connection.rows(
        "SELECT name, arms, kept, stopped_at IS NULL FROM experiments WHERE is_active = TRUE"
      ) { row in
        let isRunning = try row.integer(3) != 0
        return ActiveExperiments(
          running: isRunning ? try row.experiment(0, arms: 1) : nil,
          kept: isRunning ? nil : try row.optionalText(2).map { name in try row.arm(2, name) })
      }
      return ActiveExperiments(
        running: rows.lazy.compactMap(\.running).first, kept: rows.lazy.compactMap(\.kept).first)
    }
  }

  /// - Throws: `ExperimentError`, or an error of the database.
  package func start(_ experiment: Experiment, arms: String, at time: Timestamp) throws {
    let outcome = try connection.transaction { () throws(MariaDBError) -> ExperimentError? in
      if let running = try running() { return .running(running) }
      if try record(of: experiment.name) != nil { return .taken(experiment.name) }
      try connection.write(
        """
        INSERT INTO experiments (name, arms, started_at, first_id, is_active)
        VALUES (\(experiment.name), \(arms), \(time), \(try newestInteraction()), TRUE)
        """)
      return nil
    }
    if let outcome { throw outcome }
  }

  /// Stops the experiment if it runs, and makes `arm` the one that is kept; with nil none of it is kept any longer.
  /// - Throws: `ExperimentError`, or an error of the database.
  package func stop(_ name: String, keeping arm: String?, at time: Timestamp) throws -> ExperimentRecord {
    let (record, fault) = try connection.transaction {
      () throws(MariaDBError) -> (ExperimentRecord?, ExperimentError?) in
      _ = try running()
      guard let before = try self.record(of: name) else { return (nil, .unknown(name)) }
      if let arm, !before.experiment.arms.contains(where: { $0.name == arm }) {
        return (nil, .noSuchArm(arm, before.experiment.arms.map(\.name)))
      }
      if before.stoppedAt == nil {
        try connection.write(
          """
          UPDATE experiments SET stopped_at = \(time), last_id = \(try newestInteraction()), is_active = FALSE
          WHERE name = \(name)
          """)
      }
      // One arm at a time is kept.
      if arm != nil {
        try connection.write(
          "UPDATE experiments SET kept = NULL, is_active = FALSE WHERE is_active = TRUE AND stopped_at IS NOT NULL")
      }
      try connection.write(
        "UPDATE experiments SET kept = \(arm), is_active = \(arm == nil ? 0 : 1) WHERE name = \(name)")
      return (before, nil)
    }
    if let fault { throw fault }
    guard let record else { throw ExperimentError.unknown(name) }
    return record
  }

  /// Newest first. Reads the whole table, which has one row for each experiment ever started.
  package func all() throws(StoreError) -> [ExperimentRecord] {
    try translated(
      try connection.rows("SELECT \(Self.columns) FROM experiments") { try ExperimentRecord($0) }
    ).sorted { $0.startedAt > $1.startedAt }
  }

  func record(of name: String) throws(MariaDBError) -> ExperimentRecord? {
    try connection.rows("SELECT \(Self.columns) FROM experiments WHERE name = \(name)") {
      try ExperimentRecord($0)
    }.first
  }

  /// The name of the experiment that runs. Locks the active ones, so that no two start at once.
  private func running() throws(MariaDBError) -> String? {
    try connection.rows(
      "SELECT name, stopped_at IS NULL FROM experiments WHERE is_active = TRUE FOR UPDATE"
    ) { (name: try $0.text(0), isRunning: try $0.integer(1) != 0) }.first { $0.isRunning }?.name
  }

  private func newestInteraction() throws(MariaDBError) -> Int64 {
    try connection.rows("SELECT COALESCE(MAX(id), 0) FROM interactions") { try $0.integer(0) }[0]
  }

  private static let columns: SQL = "name, arms, started_at, first_id, stopped_at, last_id, kept"
}

/// An experiment, when it ran, and what was kept of it.
package struct ExperimentRecord: Sendable {
  package let experiment: Experiment
  package let startedAt: Timestamp
  package let stoppedAt: Timestamp?
  package let kept: String?
  /// The ids of its lists, and of what followed from them.
  let ids: ClosedRange<Int64>

  /// Seven columns: name, arms, started_at, first_id, stopped_at, last_id, kept.
  fileprivate init(_ row: borrowing Row) throws {
    experiment = try row.experiment(0, arms: 1)
    startedAt = try row.time(2)
    stoppedAt = try row.optionalTime(4)
    kept = try row.optionalText(6)
    let first = try row.integer(3)
    ids = first + 1...max(first + 1, try row.optionalInteger(5) ?? .max)
  }
}

package enum ExperimentError: Error, Equatable, CustomStringConvertible {
  case running(String)
  case taken(String)
  case unknown(String)
  case noSuchArm(String, [String])

  package var description: String {
    switch self {
    case .running(let name): "the experiment '\(name)' is running; one runs at a time"
    case .taken(let name): "there has been an experiment '\(name)' already"
    case .unknown(let name): "there is no experiment '\(name)'"
    case .noSuchArm(let arm, let arms): "there is no arm '\(arm)'; there are: \(arms.joined(separator: ", "))"
    }
  }
}

extension Row {
  fileprivate borrowing func experiment(_ name: Int, arms: Int) throws -> Experiment {
    let (name, text) = (try text(name), try text(arms))
    do throws(ArmFault) {
      return try Experiment(name: name, arms: text)
    } catch {
      throw impossible(arms, "\(error)")
    }
  }

  fileprivate borrowing func arm(_ column: Int, _ name: String) throws -> Arm {
    do throws(ArmFault) { return try Arm(name) } catch { throw impossible(column, "\(error)") }
  }
}
