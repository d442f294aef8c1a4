import MariaDB
import Testing

struct FailureTests {
  private func failure(_ code: Int, _ message: String = "", statement: String? = "SELECT ?") -> Failure {
    MariaDBError(code: code, message: message, statement: statement).failure
  }

  /// Codes of https://mariadb.com/kb/en/mariadb-error-codes/.
  @Test(
    arguments: [
      // The connector's, a shutdown, a kill, the network, a packet above the server's bound, a statement behind a
      // proxy.
      (
        [2_002, 2_006, 2_013, 2_026, 2_055, 5_013, 1_053, 1_077, 1_927, 1_158, 1_159, 1_160, 1_161, 1_153, 1_243], .lost
      ),
      // read_only, a read-only transaction, replica and engine; a Galera node that is not primary; 1180 at COMMIT.
      ([1_290, 1_792, 1_836, 1_874, 1_036, 1_047, 1_180, 1_665], .refused),
      // Disk, quota, table, index, log.
      ([28, 122, 1_021, 1_026, 1_114, 1_534, 1_811, 1_878, 3_019, 4_139], .full),
      // No memory, files, threads, locks, places. Damaged or missing tables.
      (
        [
          3, 20, 23, 1_030, 1_197, 1_037, 1_038, 1_041, 1_135, 1_206,
          1_637, 1_040, 1_203, 1_226, 1_461, 1_467, 1_034, 1_194, 1_812, 1_814, 1_877, 1_932, 1_286,
        ], .exhausted
      ),
      ([1_205, 1_213, 1_020, 1_412, 1_615, 1_022, 1_569, 1_869, 1_689, 1_964], .conflict),
      ([1_969, 1_317, 1_028], .interrupted),
      ([1_452, 1_216], .missing),
      // The program's or the schema's: syntax, a column, a table, a value, a right, a check.
      ([1_064, 1_054, 1_146, 1_366, 1_406, 1_142, 4_025, 1_048, 1_264], .fault),
    ] as [([Int], Failure)])
  func `a code says what can be done`(codes: [Int], expected: Failure) {
    for code in codes { #expect(failure(code) == expected, "\(code)") }
  }

  @Test func `a failure to connect is one, whatever its code`() {
    for code in [1_040, 1_045, 1_049, 1_193, 2_002] { #expect(failure(code, statement: nil) == .lost) }
  }

  @Test func `only of a lost connection and a server that refuses is the connection given up`() {
    #expect(Failure.allCases.filter(\.endsConnection) == [.lost, .refused])
  }

  @Test func `what may pass is not the client's fault, nor a mistake`() {
    #expect(Failure.allCases.filter(\.mayPass) == [.lost, .refused, .full, .exhausted, .conflict, .interrupted])
  }

  @Test func `a number that AUTO_INCREMENT gave twice is a race, a name that is taken is not`() {
    #expect(failure(1_062, "Duplicate entry '7' for key 'PRIMARY'") == .conflict)
    #expect(failure(1_062, "Duplicate entry 'PRIMARY' for key 'username'") == .duplicate)
    #expect(failure(1_586, "Duplicate entry 'x' for key 'email'") == .duplicate)
  }

  @Test func `waiting does not help who is refused at the door, and does if nobody is there`() {
    func isRefusal(_ code: Int, statement: String? = nil) -> Bool {
      MariaDBError(code: code, message: "", statement: statement).isRefusal
    }
    for code in [1_045, 1_698, 1_044, 1_049, 1_130, 2_026] { #expect(isRefusal(code), "\(code)") }
    for code in [2_002, 2_003, 2_006, 2_013, 1_040, 1_203, 1_226] { #expect(!isRefusal(code), "\(code)") }
    #expect(!isRefusal(1_045, statement: "SELECT 1"))
  }
}
