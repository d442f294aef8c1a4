import System

/// A running pool, found through the status socket of its master.
package struct RunningPool: Sendable {
  /// The process that listens at the socket, according to the kernel.
  package let master: ProcessID
  /// Mapped read-only.
  package let board: Scoreboard

  /// - Parameter timeout: how long the master may take to answer.
  package static func find(
    at path: String, within timeout: Duration = .seconds(5)
  ) throws(ScoreboardError) -> RunningPool {
    let connection = try connect(to: path, within: timeout)
    let master = Socket.listeningProcess(of: connection.number)
    let board: FileDescriptor?
    do { board = try Socket.receiveDescriptor(from: connection.number, path: path) } catch {
      if error.isTimeout { throw .silent(path: path, master: master) }
      throw error.isReset ? .noPool(path: path) : .system(error)
    }
    guard let board else { throw .foreign(path: path) }
    return RunningPool(master: master, board: try Scoreboard(board, isWritable: false))
  }

  private static func connect(to path: String, within timeout: Duration) throws(ScoreboardError) -> FileDescriptor {
    do { return try UnixSocket.connect(to: path, timeout: timeout) } catch {
      if error.isTimeout { throw .silent(path: path, master: nil) }
      throw error.isRefused ? .noPool(path: path) : .system(error)
    }
  }
}
