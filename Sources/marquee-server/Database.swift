import API
import Configuration
import Domain
import MariaDB
import Stores

/// Creates the stores of a slot. Each slot has its own connection, which opens on first use.
struct Database: Sendable {
  private let address: Address
  /// Nil if nothing reads from a replica.
  private let replica: Address?
  private let interactionsPerUser: Int
  private let recentLists: RecentLists

  init(_ settings: ServerSettings) {
    address = Address(settings.configuration, password: settings.loaded.databasePassword)
    replica =
      settings.configuration.readsFromReplica
      ? Address(reading: settings.configuration, password: settings.loaded.databasePassword) : nil
    interactionsPerUser = settings.configuration.interactionsPerUser
    // Up to four pools may share a database.
    recentLists = RecentLists(most: settings.configuration.recommendationsPerMinute / (4 * settings.workers))
  }

  /// The services of a slot, over one connection.
  func services(
    _ application: Application, over connection: Connection, willWait: @escaping () -> Void
  ) -> Services {
    Services(
      application, users: Users(connection), sessions: Sessions(connection),
      interactions: Interactions(connection, maximum: interactionsPerUser),
      ratings: Ratings(connection, maximum: interactionsPerUser),
      recommendations: Recommendations(connection, recentLists),
      marks: Marks(connection), imports: UserImports(connection, maximum: interactionsPerUser),
      schema: DatabaseSchema(connection),
      willWait: willWait)
  }

  /// Connections that each worker opens in addition to its slots': one for the catalogue and one for background work.
  static let connectionsBesideSlots = 2

  /// - Parameter connections: the most that the pool opens.
  func check(connections: Int) throws(MariaDBError) -> ServerCheck {
    try ServerCheck(Connection(address), connections: connections)
  }

  /// How far the replica is behind; nil if there is none.
  func replicaLag() throws(MariaDBError) -> ReplicaLag? {
    guard let replica else { return nil }
    return try ReplicaLag.measure(of: Connection(replica), behind: Connection(address), patience: .seconds(1))
  }

  func connection() -> Connection { Connection(address) }

  /// The stores of what workers keep in memory, on one connection.
  func kept() -> (movies: any MovieStore, experiments: any ExperimentStore) {
    let connection = Connection(address)
    return (Movies(connection), Experiments(connection))
  }

  /// The stores for background work, on one connection with a long timeout: counting reads every interaction.
  func background() -> (
    statistics: any StatisticsStore, retention: any RetentionStore, figures: any FiguresStore
  ) {
    let connection = Connection(address.waiting(atMost: .seconds(600)))
    return (StatisticsTables(connection), Retention(connection), FiguresTables(connection))
  }

  /// For the end of a worker, which must not wait long.
  func lastFigures() -> any FiguresStore { FiguresTables(Connection(address.waiting(atMost: .seconds(2)))) }
}
