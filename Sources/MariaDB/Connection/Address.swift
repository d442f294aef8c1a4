/// Where the server is and who asks.
package struct Address: Sendable {
  package enum Server: Sendable, Equatable {
    case socket(String)
    /// - Parameter verifiesTLS: encrypt, and check the server's certificate; otherwise the connection is in the clear.
    case network(host: String, port: Int, verifiesTLS: Bool)
  }

  package let server: Server
  package let user: String
  package let password: String
  /// Nil for none, as while it is being created.
  package private(set) var database: String?
  /// Seconds for connecting.
  package let timeout: Int
  /// Seconds until an answer begins, or goes on.
  package private(set) var answerTimeout: Int

  /// - Parameter timeout: seconds for connecting, and until an answer begins or goes on.
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

  /// The same, for statements that take long: a change of the schema answers when the last row is rewritten.
  package func waiting(seconds: Int) -> Address {
    var address = self
    address.answerTimeout = seconds
    return address
  }

  /// Seconds to wait for another's lock. Well within the time for an answer: the server then says that it gave up,
  /// where otherwise this side would close the connection while the server goes on waiting, and does the statement
  /// after all. Leaves room for a few attempts.
  var lockTimeout: Int { min(max(1, answerTimeout / 5), 50) }

  /// Seconds until the server ends a statement, in microseconds behind the point: just before this side would give up.
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
