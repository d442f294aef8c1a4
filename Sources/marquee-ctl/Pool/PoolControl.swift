import ArgumentParser
import Configuration
import Glibc
import Scoreboard

/// The pool that a configuration speaks of, found by its status socket.
struct PoolControl {
  private let path: String

  init(_ configuration: Configuration) { path = configuration.scoreboard }

  /// Ends the program with 3, and says so, if none runs.
  func pool() throws -> (master: RunningMaster, board: Scoreboard) {
    do throws(ScoreboardError) {
      let pool = try RunningPool.find(at: path)
      return (RunningMaster(process: pool.master), pool.board)
    } catch {
      guard error.saysThatNoneRuns else { throw error }
      say("marquee-ctl: no pool is running")
      throw ExitCode(3)
    }
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
