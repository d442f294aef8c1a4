/// Where the server is, and the account that connects to it.
package struct Address: Sendable {
  package enum Server: Sendable, Equatable {
    case socket(String)
    /// - Parameter verifiesTLS: whether to encrypt and check the server's certificate; otherwise the connection is
    ///   unencrypted.
    case network(host: String, port: Int, verifiesTLS: Bool)
  }

  package let server: Server
  package let user: String
  package let password: String
  /// Nil to select none, as while the database is being created.
  package private(set) var database: String?
  /// Seconds allowed for connecting.
  package let timeout: Int
  /// Seconds to wait for an answer to begin or to continue.
  package private(set) var answerTimeout: Int

  /// - Parameter timeout: seconds for connecting, and for an answer to begin or to continue.
  package init(server: Server, user: String, password: String, database: String?, timeout: Int) {
    self.server = server
    self.user = user
    self.password = password
    self.database = database
    self.timeout = timeout
    answerTimeout = timeout
  }

  /// The same server and account, without a database.
  package var withoutDatabase: Address {
    var address = self
    address.database = nil
    return address
  }

  /// A copy for slow statements: a schema change answers only once the last row is rewritten.
  package func waiting(seconds: Int) -> Address {
    var address = self
    address.answerTimeout = seconds
    return address
  }

  /// Seconds to wait for a lock that another transaction holds. Well below the time for an answer, so that the server
  /// reports that it gave up. Otherwise this side would close the connection while the server kept waiting, and the
  /// server would run the statement after all. Leaves time for a few attempts.
  var lockTimeout: Int { min(max(1, answerTimeout / 5), 50) }

  /// Seconds after which the server ends a statement, with six decimals: just before this side would give up.
  var statementTimeout: String { "\(answerTimeout * 9 / 10).\(answerTimeout * 9 % 10)00000" }
}

extension Address.Server {
  var isEncrypted: Bool {
    switch self {
    case .socket: false
    case .network(_, _, let verifiesTLS): verifiesTLS
    }
  }
}
