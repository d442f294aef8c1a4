import Glibc

/// Paths that the tests depend on, as set by `scripts/test`.
enum Settings {
  /// The folder with the executables.
  static func executables() throws -> String {
    let folder = environment("MARQUEE_TEST_BIN") ?? "\(root)/.build/release"
    for name in ["marquee-server", "marquee-ctl", "marquee-train"] where access("\(folder)/\(name)", X_OK) != 0 {
      throw LiveError("\(folder)/\(name) is missing: run the tests with scripts/test")
    }
    return folder
  }

  /// The socket of a MariaDB whose administrator is root without a password.
  static func databaseSocket() throws -> String {
    guard let socket = environment("MARQUEE_TEST_DATABASE_SOCKET") else {
      throw LiveError("MARQUEE_TEST_DATABASE_SOCKET is not set: run the tests with scripts/test")
    }
    return socket
  }

  /// The path of schemathesis, which checks the API against its description.
  static func schemathesis() throws -> String {
    guard let program = environment("MARQUEE_TEST_SCHEMATHESIS"), access(program, X_OK) == 0 else {
      throw LiveError("schemathesis is not installed: run the tests with scripts/test")
    }
    return program
  }

  /// The path of a Python that has NumPy.
  static func pythonWithNumPy() throws -> String {
    guard let program = environment("MARQUEE_TEST_NUMPY"), access(program, X_OK) == 0 else {
      throw LiveError("NumPy is not installed: run the tests with scripts/test")
    }
    return program
  }

  /// The path of a Python that has Hypothesis.
  static func pythonWithHypothesis() throws -> String {
    guard let program = environment("MARQUEE_TEST_HYPOTHESIS"), access(program, X_OK) == 0 else {
      throw LiveError("Hypothesis is not installed: run the tests with scripts/test")
    }
    return program
  }

  /// The root folder of the repository.
  static let root = String(
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(5).joined(separator: "/"))

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
