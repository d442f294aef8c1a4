import MariaDB
import Testing

struct MariaDBErrorTests {
  private func error(_ code: Int, _ message: String = "", statement: String? = "SELECT ?") -> MariaDBError {
    MariaDBError(code: code, message: message, statement: statement)
  }

  @Test func `the key of a duplicate is found, whatever the value contains`() {
    #expect(error(1_062, "Duplicate entry 'o'neill' for key 'email'").duplicateKey == "email")
    #expect(error(1_062, "Duplicate entry 'x' for key 'username' for key 'email'").duplicateKey == "email")
    #expect(error(1_064, "near 'x' y").duplicateKey == nil)
  }

  @Test(
    arguments: [
      (1_062, "Duplicate entry 'o'neill' for key 'email'", "Duplicate entry … for key 'email'"),
      (1_062, "Duplicate entry 'secret", "Duplicate entry …"),
      (
        1_366, "Incorrect integer value: 'secret' for column `m`.`users`.`age` at row 1",
        "Incorrect integer value: … for column `m`.`users`.`age` at row 1"
      ),
      (1_292, "Truncated incorrect DOUBLE value: 'secret'", "Truncated incorrect DOUBLE value: …"),
      (1_406, "Data too long for column 'title' at row 1", "Data too long for column 'title' at row 1"),
    ])
  func `values are removed from the server's messages`(code: Int, message: String, kept: String) {
    #expect(error(code, message).message == kept)
  }

  @Test func `the description of an error has code, state and statement`() {
    let error = MariaDBError(code: 1_213, state: "40001", message: "Deadlock", statement: "UPDATE t SET a = ?")
    #expect(error.description == "MariaDB 1213 (40001): Deadlock in: UPDATE t SET a = ?")
  }

  @Test func `the description of an error is a single line`() {
    let error = MariaDBError(code: 1_146, state: "42S02", message: "No table", statement: "SELECT id\n  FROM t\n")
    #expect(error.description == "MariaDB 1146 (42S02): No table in: SELECT id FROM t")
  }
}
