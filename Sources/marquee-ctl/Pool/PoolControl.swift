import ArgumentParser
import Configuration
import Scoreboard
import System

/// The pool of a configuration, found through its status socket.
struct PoolControl {
  private let path: String

  init(_ configuration: Configuration) { path = configuration.scoreboard }

  /// The running pool. If there is none, says so and throws exit code 3.
  func pool() throws -> (master: RunningMaster, board: Scoreboard) {
    do throws(ScoreboardError) {
      let pool = try RunningPool.find(at: path)
      return (RunningMaster(process: pool.master), pool.board)
    } catch {
      guard error.meansNoPool else { throw error }
      say("marquee-ctl: no pool is running")
      throw ExitCode(3)
    }
  }
}

/// Waits until `isSo` returns true, polling 20 times a second.
/// - Returns: false if that has not happened after `timeout`.
func waited(atMost timeout: Duration, until isSo: () -> Bool) -> Bool {
  let deadline = SystemClock.monotonic() + timeout
  while SystemClock.monotonic() < deadline {
    if isSo() { return true }
    pause(for: .milliseconds(50))
  }
  return isSo()
}
