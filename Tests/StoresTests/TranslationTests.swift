import Domain
import MariaDB
import Testing

@testable import Stores

struct TranslationTests {
  @Test(
    arguments: [
      (0, DateTime(year: 1970, month: 1, day: 1)), (1, DateTime(year: 1970, month: 1, day: 1, microsecond: 1)),
      (-1, DateTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59, microsecond: 999_999)),
      (
        1_795_428_930_000_010,
        DateTime(year: 2026, month: 11, day: 23, hour: 10, minute: 15, second: 30, microsecond: 10)
      ),
    ] as [(Int64, DateTime)])
  func `a timestamp is bound as DATETIME(6) in UTC`(microseconds: Int64, expected: DateTime) {
    let sql: SQL = "\(Timestamp(microseconds: microseconds))"
    #expect(sql.values == [.dateTime(expected)])
  }

  @Test func `a DATETIME is read as a timestamp in UTC`() {
    let time = DateTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59, microsecond: 999_999)
    #expect(Timestamp(time) == Timestamp(microseconds: -1))
    let none = DateTime(year: 2026, month: 2, day: 30, hour: 0, minute: 0, second: 0, microsecond: 0)
    #expect(Timestamp(none) == nil)
  }

  @Test(
    arguments: [
      (
        MariaDBError(code: 1_062, message: "Duplicate entry 'a'b' for key 'username'", statement: "s"),
        .taken(.username)
      ),
      (
        MariaDBError(
          code: 1_452,
          message: "Cannot add or update a child row: a foreign key constraint fails (`m`.`interactions`, CONSTRAINT "
            + "`interactions_movie` FOREIGN KEY (`movie_id`) REFERENCES `movies` (`id`))", statement: "s"),
        .missing(.movie)
      ),
      // Keys that no client chooses: an id that AUTO_INCREMENT gave twice, and the name of a genre.
      (
        MariaDBError(code: 1_062, message: "Duplicate entry '7' for key 'PRIMARY'", statement: "s"),
        .unavailable("MariaDB 1062 (HY000): Duplicate entry … for key 'PRIMARY' in: s")
      ),
      (
        MariaDBError(code: 1_062, message: "Duplicate entry 'x' for key 'name'", statement: "s"),
        .failed("MariaDB 1062 (HY000): Duplicate entry … for key 'name' in: s")
      ),
      (
        MariaDBError(code: 1_290, message: "--read-only", statement: "s"),
        .unavailable(
          "the database is read-only: check that this is the primary server (MariaDB 1290 (HY000): --read-only in: s)")
      ),
      (
        MariaDBError(code: 1_021, message: "full", statement: "s"),
        .unavailable("the database server has no space left (MariaDB 1021 (HY000): full in: s)")
      ),
      (
        MariaDBError(code: 1_317, message: "interrupted", statement: "s"),
        .unavailable("MariaDB 1317 (HY000): interrupted in: s")
      ),
      (MariaDBError(code: 2_006, message: "gone", statement: "s"), .unavailable("MariaDB 2006 (HY000): gone in: s")),
      (
        MariaDBError(code: 1_043, message: "bad handshake", statement: nil),
        .unavailable("MariaDB 1043 (HY000): bad handshake")
      ),
      (
        MariaDBError(code: 1_213, message: "deadlock", statement: "s"),
        .unavailable("MariaDB 1213 (HY000): deadlock in: s")
      ),
      (
        MariaDBError(code: 1_969, state: "70100", message: "time is over", statement: "s"),
        .unavailable("MariaDB 1969 (70100): time is over in: s")
      ),
      (MariaDBError(code: 1_064, message: "syntax", statement: "s"), .failed("MariaDB 1064 (HY000): syntax in: s")),
    ] as [(MariaDBError, StoreError)])
  func `a server error is translated into a store error`(error: MariaDBError, expected: StoreError) {
    #expect(StoreError(error) == expected)
  }

  @Test func `the advice for an operator precedes the server's message`() {
    let error = MariaDBError(
      code: 1_146, state: "42S02", message: "Table 'm.users' doesn't exist", statement: "SELECT id\n  FROM users")
    let text =
      "the database has no schema, or an old one: run 'marquee-ctl migrate' "
      + "(MariaDB 1146 (42S02): Table 'm.users' doesn't exist in: SELECT id FROM users)"
    #expect(error.explanation == text)
    #expect("\(StoreError(error))" == text && "\(MigrationError.database(error))" == text)
  }

  @Test(arguments: [
    (2_002, "'database_socket'"), (2_003, "'database_host'"), (2_005, "'database_host'"), (2_026, "'database_tls'"),
    (1_045, "'database_password_file'"), (1_698, "'database_user'"), (1_044, "'database_name'"),
    (1_049, "'marquee-ctl migrate'"), (1_054, "'marquee-ctl migrate'"), (1_142, "lacks privileges"),
    (1_290, "read-only"), (1_792, "read-only"), (1_114, "no space"), (1_040, "connections"),
  ])
  func `an error that an operator can fix says how`(code: Int, mention: String) {
    let error = MariaDBError(code: code, message: "m", statement: nil)
    #expect(error.explanation.contains(mention) && error.explanation.contains("MariaDB \(code)"))
  }
}
