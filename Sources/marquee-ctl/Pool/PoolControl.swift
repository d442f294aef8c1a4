import ArgumentParser
import Configuration
import Glibc
import Scoreboard

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
/// - Returns: false if it is still false after `seconds`.
func waited(seconds: Int, until isSo: () -> Bool) -> Bool {
  for _ in 0..<max(1, seconds * 20) {
    if isSo() { return true }
    usleep(50_000)
  }
  return isSo()
}
