import ArgumentParser
import Configuration
import Scoreboard
import System

struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reload the configuration by replacing every worker, and wait until that is done.",
    discussion: """
      No request is lost: new workers start before the old ones stop. Exits with 0 when all workers have been \
      replaced, and names settings that only change with a restart. Exits with 1 if the reload takes longer than \
      --timeout. Also exits with 1, without changing anything, if the configuration has a fault, or if the new workers \
      cannot serve while the old ones can. Exits with 3 if no pool is running.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(parsing: .unconditional, help: "Seconds to wait.")
  var timeout = 60

  func run() throws {
    try reportingFailure {
      // Loading the configuration here reports its faults before the master finds them.
      let (master, board) = try PoolControl(try Configuration.load(file: options.config)).pool()
      let before = board.pool
      let begin = SystemClock.monotonic()
      try master.signal(.hangUp)
      let isDone = waited(atMost: .seconds(timeout)) {
        board[.refusedReloads] > before[.refusedReloads]
          || board[.reloads] > before[.reloads] && isRenewed(board, since: begin)
      }
      guard board[.refusedReloads] == before[.refusedReloads] else { throw Refused(reason: board.remark) }
      guard isDone else { throw NotRenewed(seconds: timeout) }
      print("\(board.pool.wantedWorkers) workers have been replaced.")
      guard rows(board).contains(where: { $0.state == .ready }) else { throw CannotServe(reason: board.remark) }
      if !board.remark.isEmpty { say("marquee-ctl: \(board.remark)") }
    }
  }

  /// Whether the wanted number of workers has started and no older one is left.
  private func isRenewed(_ board: Scoreboard, since begin: Duration) -> Bool {
    let rows = rows(board)
    return rows.count >= board.pool.wantedWorkers
      && rows.allSatisfy { [.ready, .unable].contains($0.state) && $0.startedAt >= begin }
  }

  private func rows(_ board: Scoreboard) -> [WorkerRow] {
    (0..<board.rowCount).map(board.row).filter { $0.state != .free }
  }
}

struct Refused: Error, CustomStringConvertible {
  let reason: String
  var description: String { "not reloaded, and nothing has changed: \(reason)" }
}

struct CannotServe: Error, CustomStringConvertible {
  let reason: String
  var description: String { "no worker can serve: \(reason)" }
}

struct NotRenewed: Error, CustomStringConvertible {
  let seconds: Int
  var description: String { "not all workers were replaced within \(seconds) s: see 'marquee-ctl status'" }
}
