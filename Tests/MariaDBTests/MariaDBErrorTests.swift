import MariaDB
import Testing

struct MariaDBErrorTests {
  private func error(_ code: Int, _ message: String = "", statement: String? = "SELECT ?") -> MariaDBError {
    MariaDBError(code: code, message: message, statement: statement)
  }

  @Test(arguments: [2_002, 2_006, 2_013, 1_053, 1_927])
  func `a lost connection is recognised`(code: Int) {
    #expect(error(code).isConnectionLost)
  }

  @Test func `a failure to connect is one, whatever its code`() {
    #expect(error(1_040, statement: nil).isConnectionLost)
    #expect(!error(1_040).isConnectionLost)
  }

  @Test func `only deadlocks and lock waits are worth another try`() {
    #expect(error(1_213).isTransient && error(1_205).isTransient && !error(1_062).isTransient)
  }

  @Test func `the key of a duplicate is named, whatever the value holds`() {
    #expect(error(1_062, "Duplicate entry 'o'neill' for key 'email'").duplicateKey == "email")
    #expect(error(1_064, "near 'x' y").duplicateKey == nil)
  }
}
