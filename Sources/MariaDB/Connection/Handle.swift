import CMariaDB
import System

/// One open connection and the statements prepared on it. All of the connector's pointers to a session stay in this
/// class.
final class Handle {
  let mysql: UnsafeMutablePointer<MYSQL>
  private var statements = StatementCache<Statement>(capacity: Connection.maximumStatements)
  private let parameters = Parameters()
  private let isEncrypted: Bool
  private let waiting: Waiting

  /// `mysql_library_init` is a macro for `mysql_server_init`. It must run once before the first handle is created,
  /// which this static property ensures. This connector keeps no state per thread, so there is no `mysql_thread_init`
  /// to call.
  private static let library: Int32 = mysql_server_init(0, nil, nil)

  init(_ address: Address, _ waiting: Waiting) throws(MariaDBError) {
    precondition(Self.library == 0)
    guard let mysql = mysql_init(nil) else { preconditionFailure("out of memory") }
    // If this fails before `self.mysql` is set, `deinit` does not run, so the session is not closed a second time.
    try Self.connect(mysql, address)
    self.mysql = mysql
    self.waiting = waiting
    isEncrypted = address.server.isEncrypted
  }

  deinit {
    statements.removeAll()
    mysql_close(mysql)
  }

  /// The prepared statement for `text`. It is prepared only if it is not in the cache, or every time if `isKept` is
  /// false.
  func statement(_ text: String, isKept: Bool = true) throws(MariaDBError) -> Statement {
    guard isKept else { return try prepare(text) }
    return try statements.statement(text) { () throws(MariaDBError) in try prepare(text) }
  }

  private func prepare(_ text: String) throws(MariaDBError) -> Statement {
    waiting.willWait()
    return try Statement(text, on: mysql, waiting, parameters)
  }

  /// Whether the server has hung up, as far as this side can tell without sending anything. True after a restart, a
  /// kill, or the server's idle timeout.
  var isClosedByServer: Bool {
    switch Socket.peek(mysql_get_socket(mysql)) {
    case .nothing: false
    // On an unencrypted connection, an idle server sends nothing except the reason why it closes. TLS sends messages of
    // its own.
    case .bytes: !isEncrypted
    case .closed: true
    }
  }

  /// Runs a statement over the text protocol: for statements that cannot be prepared, and for transactions.
  func run(_ text: String) throws(MariaDBError) {
    waiting.willWait()
    guard mysql_real_query(mysql, text, UInt(text.utf8.count)) == 0 else { throw error(text) }
    if let result = mysql_store_result(mysql) {
      mysql_free_result(result)
    } else if mysql_errno(mysql) != 0 {
      throw error(text)
    }
  }

  private func error(_ statement: String?) -> MariaDBError { Self.error(mysql, statement) }

  static func error(_ mysql: UnsafeMutablePointer<MYSQL>, _ statement: String?) -> MariaDBError {
    MariaDBError(
      code: Int(mysql_errno(mysql)), state: String(cString: mysql_sqlstate(mysql)),
      message: String(cString: mysql_error(mysql)), statement: statement)
  }

  private static func connect(_ mysql: UnsafeMutablePointer<MYSQL>, _ address: Address) throws(MariaDBError) {
    set(mysql, MYSQL_OPT_CONNECT_TIMEOUT, UInt32(address.timeout.seconds))
    set(mysql, MYSQL_OPT_READ_TIMEOUT, UInt32(address.answerTimeout.seconds))
    set(mysql, MYSQL_OPT_WRITE_TIMEOUT, UInt32(address.answerTimeout.seconds))
    // This lets a statement wait in two steps (`Waiting`). Everything else still blocks.
    mysql_options(mysql, MYSQL_OPT_NONBLOCK, nil)
    // Automatic reconnection would silently drop prepared statements, session variables and locks.
    set(mysql, MYSQL_OPT_RECONNECT, my_bool(0))
    mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4")
    mysql_options(mysql, MYSQL_INIT_COMMAND, SessionSetting.statement(for: address))
    var host: String?
    var port = 0
    var socket: String?
    switch address.server {
    case .socket(let path): socket = path
    case .network(let name, let number, _):
      (host, port) = (name, number)
      // Otherwise the connector would take `localhost` to mean its default socket.
      set(mysql, MYSQL_OPT_PROTOCOL, MYSQL_PROTOCOL_TCP.rawValue)
    }
    // Set explicitly, since the defaults depend on how the connector was built.
    set(mysql, MYSQL_OPT_SSL_ENFORCE, my_bool(address.server.isEncrypted ? 1 : 0))
    set(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, my_bool(address.server.isEncrypted ? 1 : 0))
    let connected = mysql_real_connect(
      mysql, host, address.user, address.password, address.database, UInt32(port), socket, UInt(CLIENT_FOUND_ROWS))
    guard connected != nil else {
      let error = error(mysql, nil)
      mysql_close(mysql)
      throw error
    }
  }

  private static func set<Value>(_ mysql: UnsafeMutablePointer<MYSQL>, _ option: mysql_option, _ value: Value) {
    withUnsafePointer(to: value) { _ = mysql_options(mysql, option, $0) }
  }
}
