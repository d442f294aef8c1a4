import ArgumentParser
import Configuration
import Domain
import Glibc
import Scoreboard

struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replace every worker, with the configuration as it is now, and wait until that is done.",
    discussion: """
      No request is lost: new workers start before the old ones stop. Exits with 0 when all workers are new, with 3 where \
      no pool runs, and with 1 where the configuration has a fault, which changes nothing, or it takes longer than \
      --timeout.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(help: "Seconds to wait.")
  var timeout = 60

  func run() throws {
    try reportingFailure {
      // Its faults are said here, before the master finds them.
      let pool = PoolControl(try Configuration.load(file: options.config))
      let master = try pool.master()
      let board = try pool.board()
      let before = board.pool
      let begin = Timestamp.now().microseconds
      try master.signal(SIGHUP)
      let isDone = waited(seconds: timeout) {
        board.pool.refusedReloads > before.refusedReloads
          || board.pool.reloads > before.reloads && isRenewed(board, since: begin)
      }
      guard board.pool.refusedReloads == before.refusedReloads else { throw Refused() }
      guard isDone else { throw NotRenewed(seconds: timeout) }
      print("\(board.pool.wantedWorkers) workers have been replaced.")
    }
  }

  /// Whether all workers that should be are there and ready, and no older one is left.
  private func isRenewed(_ board: Scoreboard, since begin: Int64) -> Bool {
    let rows = (0..<board.rowCount).map(board.row).filter { $0.state != .free }
    return rows.count >= board.pool.wantedWorkers && rows.allSatisfy { $0.state == .ready && $0.startedAt >= begin }
  }
}

struct Refused: Error, CustomStringConvertible {
  var description: String { "the master found a fault in the configuration, which its log names; nothing has changed" }
}

struct NotRenewed: Error, CustomStringConvertible {
  let seconds: Int
  var description: String { "not all workers have been replaced within \(seconds) s: see 'marquee-ctl status'" }
}
