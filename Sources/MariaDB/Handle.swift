import CMariaDB

/// One open connection and the statements prepared on it. All of the connector's pointers to a session live here.
final class Handle {
  let mysql: UnsafeMutablePointer<MYSQL>
  private var statements: [String: Statement] = [:]

  /// Statements of our own are some dozens; the bound is for lists of many lengths.
  private static let maximumStatements = 128
  /// `mysql_library_init` is a macro; it must run once before the first handle is made.
  private static let library: Int32 = mysql_server_init(0, nil, nil)

  init(_ address: Address) throws(MariaDBError) {
    precondition(Self.library == 0)
    guard let mysql = mysql_init(nil) else { preconditionFailure("out of memory") }
    // Until `self.mysql` is set a failure does not run `deinit`, which would close the session twice.
    try Self.connect(mysql, address)
    self.mysql = mysql
  }

  deinit {
    statements.removeAll()
    mysql_close(mysql)
  }

  /// Prepared at most once.
  func statement(_ text: String) throws(MariaDBError) -> Statement {
    if let statement = statements[text] { return statement }
    let statement = try Statement(text, on: mysql)
    if statements.count >= Self.maximumStatements { statements.removeAll() }
    statements[text] = statement
    return statement
  }

  /// Runs a statement of the text protocol: for what cannot be prepared, and for transactions.
  func run(_ text: String) throws(MariaDBError) {
    guard mysql_real_query(mysql, text, UInt(text.utf8.count)) == 0 else { throw error(text) }
    if let result = mysql_store_result(mysql) {
      mysql_free_result(result)
    } else if mysql_errno(mysql) != 0 {
      throw error(text)
    }
  }

  private func error(_ statement: String?) -> MariaDBError { Self.error(mysql, statement) }

  private static func error(_ mysql: UnsafeMutablePointer<MYSQL>, _ statement: String?) -> MariaDBError {
    MariaDBError(code: Int(mysql_errno(mysql)), message: String(cString: mysql_error(mysql)), statement: statement)
  }

  private static func connect(_ mysql: UnsafeMutablePointer<MYSQL>, _ address: Address) throws(MariaDBError) {
    set(mysql, MYSQL_OPT_CONNECT_TIMEOUT, UInt32(address.timeout))
    set(mysql, MYSQL_OPT_READ_TIMEOUT, UInt32(address.answerTimeout))
    set(mysql, MYSQL_OPT_WRITE_TIMEOUT, UInt32(address.answerTimeout))
    // Reconnecting by itself would silently drop prepared statements, session variables and locks.
    set(mysql, MYSQL_OPT_RECONNECT, my_bool(0))
    mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4")
    mysql_options(mysql, MYSQL_INIT_COMMAND, sessionSettings(lockTimeout: address.lockTimeout))
    var host: String?
    var port = 0
    var socket: String?
    var verifiesTLS = false
    switch address.server {
    case .socket(let path): socket = path
    case .network(let name, let number, let verifies): (host, port, verifiesTLS) = (name, number, verifies)
    }
    // Said in words, since what happens by default depends on how the connector was built.
    set(mysql, MYSQL_OPT_SSL_ENFORCE, my_bool(verifiesTLS ? 1 : 0))
    set(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, my_bool(verifiesTLS ? 1 : 0))
    let connected = mysql_real_connect(
      mysql, host, address.user, address.password, address.database, UInt32(port), socket, UInt(CLIENT_FOUND_ROWS))
    guard connected != nil else {
      let error = error(mysql, nil)
      mysql_close(mysql)
      throw error
    }
  }

  /// UTC, no silent truncation, ids of 0 mean 0, and locks only on what is read: nothing here relies on reading the same
  /// rows twice.
  private static func sessionSettings(lockTimeout: Int) -> String {
    """
    SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,\
    NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,ONLY_FULL_GROUP_BY', \
    tx_isolation = 'READ-COMMITTED', innodb_lock_wait_timeout = \(lockTimeout), lock_wait_timeout = \(lockTimeout)
    """
  }

  private static func set<Value>(_ mysql: UnsafeMutablePointer<MYSQL>, _ option: mysql_option, _ value: Value) {
    withUnsafePointer(to: value) { _ = mysql_options(mysql, option, $0) }
  }
}
