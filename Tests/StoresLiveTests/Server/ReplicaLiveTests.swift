import Domain
import Glibc
import MariaDB
import Stores
import Testing

/// A replica that follows the database, as one that training reads from.
struct ReplicaLiveTests {
  private let database: OwnServer
  private let replica: OwnServer

  init() throws {
    let port = try Self.freePort()
    database = try OwnServer(options: [
      "--server-id=1", "--log-bin", "--binlog-format=ROW", "--skip-networking=0", "--bind-address=127.0.0.1",
      "--port=\(port)",
    ])
    replica = try OwnServer(options: ["--server-id=2", "--read-only"])
    try Connection(database.address()).run("GRANT REPLICATION SLAVE ON *.* TO follower IDENTIFIED BY 'secret'")
    let connection = Connection(replica.address())
    try connection.run(
      """
      CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = \(port), MASTER_USER = 'follower',
        MASTER_PASSWORD = 'secret', MASTER_CONNECT_RETRY = 1, MASTER_USE_GTID = slave_pos
      """)
    try connection.run("START SLAVE")
  }

  private static func freePort() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        try #require(bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0)
      }
    }
    return Int(address.sin_port.bigEndian)
  }

  @Test func `a training reads from a replica what was saved, and the replica's lag is told`() throws {
    let schema = try LiveSchema(on: database.address())
    let user = try schema.fill()
    let main = schema.connect()
    let following = Connection(replica.address(timeout: .seconds(60), database: schema.name))
    let rating = try #require(NewInteraction(movie: 0, kind: .rate, rating: Rating(stars: 4)))
    _ = try Interactions(main).save([rating], of: user.id, at: Timestamp(seconds: 1_000))
    func lag(_ patience: Duration) throws -> ReplicaLag {
      try ReplicaLag.measure(of: following, behind: main, patience: patience)
    }
    guard case .atMost = try lag(.seconds(50)) else {
      Issue.record("the replica does not follow")
      return
    }
    var movies: [MovieID] = []
    try TrainingSignals(following).forEach(rejected: { Issue.record("\($0)") }) { movies.append($0.movie) }
    #expect(movies == [0])

    try Connection(replica.address()).run("STOP SLAVE SQL_THREAD")
    try main.write("UPDATE movies SET title = 'Nought' WHERE id = 0")
    #expect(try lag(.seconds(1)) == .moreThan(.seconds(1)))
    try Connection(replica.address()).run("START SLAVE SQL_THREAD")
    guard case .atMost = try lag(.seconds(50)) else {
      Issue.record("the replica does not follow again")
      return
    }
  }

  @Test func `without a binary log nobody knows the lag`() throws {
    let alone = try OwnServer()
    let lag = try ReplicaLag.measure(
      of: Connection(alone.address()), behind: Connection(alone.address()), patience: .seconds(1))
    #expect(lag == .unknown)
  }
}
