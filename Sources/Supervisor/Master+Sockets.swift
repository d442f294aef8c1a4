import Glibc
import Logging

/// The files through which others reach the pool. Somebody may remove one, or put something else in its place, at any
/// time: a cleaner of temporary files, a script, another pool.
extension Master {
  /// Seconds between two looks.
  static let pathInterval = 1.0

  /// Takes back each path that does not lead to this pool any more. What another pool holds by now is left to it.
  mutating func keepPaths() {
    if let statusSocket, !statusSocket.isInPlace {
      takeBack("scoreboard") { _ throws(SystemCallError) in try statusSocket.listenAnew() }
    }
    if !listener.isInPlace, !listener.isOwn {
      if lostPaths.insert("socket").inserted {
        log.error(
          "the socket's file has gone, and nobody can connect until whoever made it does so anew: restart marquee.socket"
        )
      }
    } else if !listener.isInPlace {
      takeBack("socket") { master throws(SystemCallError) in
        try master.listener.listenAnew()
        // The others finish what waits at the old socket, which nobody can reach any more.
        master.pool.abandonAll()
      }
    }
  }

  private mutating func takeBack(_ key: String, _ listen: (inout Self) throws(SystemCallError) -> Void) {
    do throws(SystemCallError) {
      try listen(&self)
      log.warning("a file was gone, and has been made anew", metadata: ["file": "\(key)"])
      lostPaths.remove(key)
    } catch {
      guard lostPaths.insert(key).inserted else { return }
      log.error("a file has gone, and cannot be made anew yet", metadata: ["file": "\(key)", "cause": "\(error)"])
    }
  }
}
