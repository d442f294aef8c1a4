import Foundation
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

  /// Names of codes that sound as if they might pass and do not: wrong values and statements, corrupt system tables,
  /// and codes of replication, XA and full-text search, which Marquee does not use.
  private static let lasting = Set(
    """
    MASTER_NET_READ MASTER_NET_WRITE WARNING_NOT_COMPLETE_ROLLBACK CORRUPT_HELP_DB WARN_DATA_OUT_OF_RANGE XA_RBROLLBACK
    SP_PROC_TABLE_CORRUPT TEMP_TABLE_PREVENTS_SWITCH_OUT_OF_RBR TRG_CORRUPTED_FILE SLAVE_CORRUPT_EVENT
    VARIABLE_IS_READONLY WARN_ENGINE_TRANSACTION_ROLLBACK SLAVE_HEARTBEAT_VALUE_OUT_OF_RANGE EXCEPTIONS_WRITE_ERROR
    DEBUG_SYNC_TIMEOUT DATA_OUT_OF_RANGE SLAVE_HEARTBEAT_VALUE_OUT_OF_RANGE_MIN SLAVE_HEARTBEAT_VALUE_OUT_OF_RANGE_MAX
    MASTER_DELAY_VALUE_OUT_OF_RANGE WARNING_NOT_COMPLETE_ROLLBACK_WITH_CREATED_TEMP_TABLE
    WARNING_NOT_COMPLETE_ROLLBACK_WITH_DROPPED_TEMP_TABLE FULLTEXT_NOT_SUPPORTED_WITH_PARTITIONING
    COL_COUNT_DOESNT_MATCH_CORRUPTED_V2 BINLOG_LOGICAL_CORRUPTION STOP_SLAVE_SQL_THREAD_TIMEOUT
    STOP_SLAVE_IO_THREAD_TIMEOUT CONNECTION_ALREADY_EXISTS GTID_STRICT_OUT_OF_ORDER BINLOG_UNSAFE_FULLTEXT_PLUGIN
    STD_OUT_OF_RANGE_ERROR KEYS_OUT_OF_ORDER ROLLBACK_ONLY ROLLBACK_TO_SAVEPOINT NET_OK_PACKET_TOO_LARGE
    ARGUMENT_OUT_OF_RANGE GALERA_REPLICATION_NOT_SUPPORTED DATA_WAS_COMMITED_UNDER_ROLLBACK SLAVE_STATEMENT_TIMEOUT
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// A new version of the server may add codes: then somebody has to say what they mean.
  @Test func `every code of the server's header that sounds as if it may pass does, or is known not to`() throws {
    let header = try String(contentsOfFile: "/usr/include/mariadb/mysqld_error.h", encoding: .utf8)
    let codes = header.matches(of: /#define ER_(\w+) (\d+)/).map { (name: String($0.1), code: Int($0.2) ?? 0) }
    #expect(codes.count > 1_000)
    let passing = try Regex(
      "DISK|_FULL|MEMORY|ALLOC|READ_?ONLY|DEADLOCK|TIMEOUT|LOCK_WAIT|SHUTDOWN|CONNECTION|TOO_MANY_(USER|CON)|KILLED|"
        + "INTERRUPT|NET_|OUT_OF_|CRASHED|CORRUPT|RESOURCE|QUOTA|OFFLINE|(READ|WRITE)_ERROR|ON_WRITE|ON_READ|ABORT|"
        + "ROLLBACK|WSREP|GALERA|TRY_AGAIN|BUSY|UNAVAILABLE|LOST")
    for (name, code) in codes where name.contains(passing) && failure(code) == .fault {
      #expect(Self.lasting.contains(name), "\(name) is \(code)")
    }
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
