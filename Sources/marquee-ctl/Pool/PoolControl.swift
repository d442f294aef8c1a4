import ArgumentParser
import Configuration
import Glibc
import Scoreboard

/// The pool that a configuration speaks of, found by its scoreboard.
struct PoolControl {
  private let path: String

  init(_ configuration: Configuration) { path = configuration.scoreboard }

  func board() throws(ScoreboardError) -> Scoreboard { try Scoreboard.open(path) }

  /// Ends the program with 3, and says so, where no master runs.
  func master() throws -> RunningMaster {
    guard let board = try? board(), let master = RunningMaster(of: board) else {
      say("marquee-ctl: no pool is running")
      throw ExitCode(3)
    }
    return master
  }
}

/// Looks a few times a second whether it is so. False if it is not after `seconds`.
func waited(seconds: Int, until isSo: () -> Bool) -> Bool {
  for _ in 0..<max(1, seconds * 20) {
    if isSo() { return true }
    usleep(50_000)
  }
  return isSo()
}
