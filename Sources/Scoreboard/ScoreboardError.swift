import Glibc

/// Why a scoreboard cannot be made or read.
package enum ScoreboardError: Error, Equatable, CustomStringConvertible {
  /// A system call failed, named with its path.
  case system(call: String, path: String, code: Int32)
  /// What answers is no pool, or one of another version of the program.
  case foreign(path: String)
  /// Nobody listens at the socket.
  case noPool(path: String)
  /// Somebody listens at the socket and does not answer: the master, if it is known.
  case silent(path: String, master: Int32?)

  /// Whether there is nobody to ask.
  package var saysThatNoneRuns: Bool {
    switch self {
    case .noPool, .system(call: "connect", path: _, code: ENOENT): true
    default: false
    }
  }

  package var description: String {
    switch self {
    case .system(let call, let path, let code): "\(call) \(path): \(String(cString: strerror(code)))"
    case .foreign(let path): "\(path) is not the scoreboard of a pool of this version"
    case .noPool: "no pool is running"
    case .silent(let path, let master):
      "the master\(master.map { ", process \($0)," } ?? "") does not answer at \(path)"
    }
  }
}
