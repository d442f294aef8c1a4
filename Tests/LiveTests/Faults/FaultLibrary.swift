import Glibc

/// A library that makes calls of the system fail, or take long, in programs that have it in LD_PRELOAD (`faults.c`).
enum FaultLibrary {
  static func path() throws -> String { try built.get() }

  private static let built = Result {
    let library = try "\(makeTemporaryFolder())/faults.so"
    let source = "\(Settings.root)/Tests/LiveTests/Faults/faults.c"
    try ChildProcess.run(["clang", "-shared", "-fPIC", "-O1", "-o", library, source], log: "\(library).log")
    return library
  }

}

/// Makes each write and sync of some files take longer in programs that have its variables.
struct SlowDisk {
  let variables: [String: String]
  private let delay: String

  /// - Parameter path: a part of the paths of these files.
  init(_ path: String) throws {
    delay = "\(try makeTemporaryFolder())/delay"
    variables = [
      "LD_PRELOAD": try FaultLibrary.path(), "FAULT_CALL": "slow", "FAULT_PATH": path, "FAULT_DELAY": delay,
    ]
  }

  func set(milliseconds: Int) throws {
    try writeText("\(milliseconds)", to: "\(delay).new")
    guard rename("\(delay).new", delay) == 0 else { throw LiveError("cannot set the delay") }
  }
}
