import Glibc

/// Why a scoreboard cannot be made or read.
package enum ScoreboardError: Error, Equatable, CustomStringConvertible {
  /// A system call failed, named with its path.
  case system(call: String, path: String, code: Int32)
  /// The file is no scoreboard, or one of another version of the program.
  case foreign(path: String)

  package var description: String {
    switch self {
    case .system(let call, let path, let code): "\(call) \(path): \(String(cString: strerror(code)))"
    case .foreign(let path): "\(path) is not the scoreboard of a pool of this version"
    }
  }
}
