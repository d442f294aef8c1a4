import System

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
  /// Nil to select none, for example while the database is being created.
  package private(set) var database: String?
  /// How long connecting may take, in whole seconds.
  package let timeout: Duration
  /// How long to wait for an answer to begin or to continue, in whole seconds.
  package private(set) var answerTimeout: Duration

  /// - Parameter timeout: the time for connecting, and for an answer to begin or to continue, in whole seconds.
  package init(server: Server, user: String, password: String, database: String?, timeout: Duration) {
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
  package func waiting(atMost timeout: Duration) -> Address {
    var address = self
    address.answerTimeout = timeout
    return address
  }

  /// How long the server waits for a lock that another transaction holds. This is well below the time for an answer, so
  /// that the server reports that it gave up. Otherwise this side would close the connection while the server kept
  /// waiting, and the server would run the statement after all. It also leaves time for a few attempts.
  var lockTimeout: Duration { min(max(.seconds(1), answerTimeout / 5), .seconds(50)) }

  /// How long a statement may run before the server ends it: just before this side would give up.
  var statementTimeout: Duration { answerTimeout * 9 / 10 }
}

extension Address.Server {
  var isEncrypted: Bool {
    switch self {
    case .socket: false
    case .network(_, _, let verifiesTLS): verifiesTLS
    }
  }
}
