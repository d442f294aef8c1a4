import MariaDB
import Testing

struct FailureTests {
  private func failure(_ code: Int, _ message: String = "", statement: String? = "SELECT ?") -> Failure {
    MariaDBError(code: code, message: message, statement: statement).failure
  }

  /// Codes from https://mariadb.com/kb/en/mariadb-error-codes/.
  @Test(
    arguments: [
      // The connector's codes, a shutdown, a kill, the network, a packet above the server's limit, a statement behind a
      // proxy.
      (
        [2_002, 2_006, 2_013, 2_026, 2_055, 5_013, 1_053, 1_077, 1_927, 1_158, 1_159, 1_160, 1_161, 1_153, 1_243], .lost
      ),
      // `read_only`; a read-only transaction, replica or engine; a Galera node that is not primary; 1180 at COMMIT; a
      // right that the account lacks.
      ([1_290, 1_792, 1_836, 1_874, 1_036, 1_047, 1_180, 1_665, 1_044, 1_142, 1_143, 1_227, 1_370], .refused),
      // A full disk, quota, table, index or log.
      ([28, 122, 1_021, 1_026, 1_114, 1_534, 1_811, 1_878, 3_019, 4_139], .full),
      // Out of memory, files, threads, locks or connections; damaged or missing tables.
      (
        [
          3, 20, 23, 1_030, 1_197, 1_037, 1_038, 1_041, 1_135, 1_206,
          1_637, 1_040, 1_203, 1_226, 1_461, 1_467, 1_034, 1_194, 1_812, 1_814, 1_877, 1_932, 1_286,
        ], .exhausted
      ),
      ([1_205, 1_213, 1_020, 1_412, 1_615, 1_022, 1_569, 1_869, 1_689, 1_964], .conflict),
      ([1_969, 1_317, 1_028], .interrupted),
      ([1_452, 1_216], .missing),
      // A fault of the program or the schema: syntax, a column, a table, a value, a check.
      ([1_064, 1_054, 1_146, 1_366, 1_406, 4_025, 1_048, 1_264], .fault),
    ] as [([Int], Failure)])
  func `every error code of the server belongs to a kind of failure`(codes: [Int], expected: Failure) {
    for code in codes { #expect(failure(code) == expected, "\(code)") }
  }

  @Test func `a failure to connect counts as lost, whatever its code`() {
    for code in [1_040, 1_045, 1_049, 1_193, 2_002] { #expect(failure(code, statement: nil) == .lost) }
  }

  @Test func `only a lost connection and a server that refuses writes end the connection`() {
    #expect(Failure.allCases.filter(\.endsConnection) == [.lost, .refused])
  }

  @Test func `failures that may pass are neither the client's fault nor the program's`() {
    #expect(Failure.allCases.filter(\.mayPass) == [.lost, .refused, .full, .exhausted, .conflict, .interrupted])
  }

  @Test func `an id that AUTO_INCREMENT gave twice is a conflict, and a name that is taken is not`() {
    #expect(failure(1_062, "Duplicate entry '7' for key 'PRIMARY'") == .conflict)
    #expect(failure(1_062, "Duplicate entry 'PRIMARY' for key 'username'") == .duplicate)
    #expect(failure(1_586, "Duplicate entry 'x' for key 'email'") == .duplicate)
  }

  @Test func `a refused login is permanent, and an unreachable or full server is not`() {
    func isRefusal(_ code: Int, statement: String? = nil) -> Bool {
      MariaDBError(code: code, message: "", statement: statement).isRefusal
    }
    for code in [1_045, 1_698, 1_044, 1_049, 1_130, 2_026] { #expect(isRefusal(code), "\(code)") }
    for code in [2_002, 2_003, 2_006, 2_013, 1_040, 1_203, 1_226] { #expect(!isRefusal(code), "\(code)") }
    #expect(!isRefusal(1_045, statement: "SELECT 1"))
  }
}
