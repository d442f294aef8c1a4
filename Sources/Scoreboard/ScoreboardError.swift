import System

/// Why a scoreboard cannot be created or read.
package enum ScoreboardError: Error, Equatable, CustomStringConvertible {
  case system(SystemCallError)
  /// The other end is not a pool of this release.
  case foreign(path: String)
  /// No process listens at the socket.
  case noPool(path: String)
  /// A process listens at the socket but does not answer; `master` is nil if the kernel does not name it.
  case silent(path: String, master: Int32?)

  /// Whether the cause is that no pool runs.
  package var meansNoPool: Bool {
    switch self {
    case .noPool: true
    case .system(let error): error.call == "connect" && error.isMissing
    case .foreign, .silent: false
    }
  }

  package var description: String {
    switch self {
    case .system(let error): error.description
    case .foreign(let path): "\(path) is not the scoreboard of a pool of this release"
    case .noPool: "no pool is running"
    case .silent(let path, let master):
      "the master\(master.map { ", process \($0)," } ?? "") does not answer at \(path)"
    }
  }
}
