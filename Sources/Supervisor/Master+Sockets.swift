import Logging
import System

/// The socket files through which clients reach the pool. A cleaner of temporary files, a script or another pool may
/// remove or replace one at any time.
extension Master {
  /// Time between two checks.
  static let pathInterval = Duration.seconds(1)

  /// Creates each socket file again that no longer leads to this pool. A path that another pool has taken is left to
  /// it.
  mutating func checkPaths() {
    if let statusSocket, !statusSocket.isInPlace {
      restore("scoreboard") { _ throws(SystemCallError) in try statusSocket.listenAgain() }
    }
    if !listener.isInPlace, !listener.isOwn {
      if lostPaths.insert("socket").inserted {
        log.error("socket file missing: nobody can connect until marquee.socket is restarted")
      }
    } else if !listener.isInPlace {
      restore("socket") { master throws(SystemCallError) in
        try master.listener.listenAgain()
        // The old workers finish what waits at the old socket, which nobody can reach now.
        master.pool.abandonAll()
      }
    }
  }

  private mutating func restore(_ key: String, _ listen: (inout Self) throws(SystemCallError) -> Void) {
    do throws(SystemCallError) {
      try listen(&self)
      log.warning("socket file was missing: created again", metadata: ["setting": "\(key)"])
      lostPaths.remove(key)
    } catch {
      guard lostPaths.insert(key).inserted else { return }
      log.error(
        "socket file missing, and cannot be created yet", metadata: ["setting": "\(key)", "cause": "\(error)"])
    }
  }
}
