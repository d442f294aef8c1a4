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
  package let database: String?
  /// Seconds for connecting, for a read and for a write.
  package let timeout: Int

  package init(server: Server, user: String, password: String, database: String?, timeout: Int) {
    self.server = server
    self.user = user
    self.password = password
    self.database = database
    self.timeout = timeout
  }

  /// The same server and account, without a database.
  package var withoutDatabase: Address {
    Address(server: server, user: user, password: password, database: nil, timeout: timeout)
  }
}
