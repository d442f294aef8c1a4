import CMariaDB
import Glibc

/// One open connection and the statements prepared on it. All of the connector's pointers to a session live here.
final class Handle {
  let mysql: UnsafeMutablePointer<MYSQL>
  private var statements = StatementCache<Statement>(capacity: Connection.maximumStatements)
  private let isEncrypted: Bool
  private let waiting: Waiting

  /// `mysql_library_init` is a macro for `mysql_server_init`; it must run once before the first handle is made, which a
  /// static sees to. This connector keeps nothing by thread, so that there is no `mysql_thread_init` to call.
  private static let library: Int32 = mysql_server_init(0, nil, nil)

  init(_ address: Address, _ waiting: Waiting) throws(MariaDBError) {
    precondition(Self.library == 0)
    guard let mysql = mysql_init(nil) else { preconditionFailure("out of memory") }
    // Until `self.mysql` is set a failure does not run `deinit`, which would close the session twice.
    try Self.connect(mysql, address)
    self.mysql = mysql
    self.waiting = waiting
    isEncrypted = address.server.isEncrypted
  }

  deinit {
    statements.removeAll()
    mysql_close(mysql)
  }

  /// Prepared at most once, unless it was forgotten for others meanwhile, or is not to be kept.
  func statement(_ text: String, isKept: Bool = true) throws(MariaDBError) -> Statement {
    guard isKept else { return try prepare(text) }
    return try statements.statement(text) { () throws(MariaDBError) in try prepare(text) }
  }

  private func prepare(_ text: String) throws(MariaDBError) -> Statement {
    waiting.willWait()
    return try Statement(text, on: mysql, waiting)
  }

  /// Whether the server has hung up, as far as is known here without asking it: nothing is sent. True after a restart,
  /// a kill, or the server's idle limit.
  var isClosedByServer: Bool {
    var byte: UInt8 = 0
    let count = recv(mysql_get_socket(mysql), &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    // A server in the clear says nothing unasked but why it closes. Over TLS there are messages of TLS itself.
    return count == 0 || (count > 0 && !isEncrypted)
  }

  /// Runs a statement of the text protocol: for what cannot be prepared, and for transactions.
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
    set(mysql, MYSQL_OPT_CONNECT_TIMEOUT, UInt32(address.timeout))
    set(mysql, MYSQL_OPT_READ_TIMEOUT, UInt32(address.answerTimeout))
    set(mysql, MYSQL_OPT_WRITE_TIMEOUT, UInt32(address.answerTimeout))
    // So that a statement can wait in two steps (`Waiting`); everything else blocks as ever.
    mysql_options(mysql, MYSQL_OPT_NONBLOCK, nil)
    // Reconnecting by itself would silently drop prepared statements, session variables and locks.
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
      // Otherwise `localhost` would mean the connector's own idea of a socket.
      set(mysql, MYSQL_OPT_PROTOCOL, MYSQL_PROTOCOL_TCP.rawValue)
    }
    // Said in words, since what happens by default depends on how the connector was built.
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
