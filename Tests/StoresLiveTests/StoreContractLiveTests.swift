import Domain
import StoreContract
import Stores
import Testing

/// Holds MariaDB to the contract that the tests of the API rely on.
struct StoreContractLiveTests {
  @Test(arguments: StorePromise.all)
  func `the stores in MariaDB keep every promise of the contract`(_ promise: StorePromise) throws {
    let schema = try LiveSchema()
    let connection = schema.connect()
    _ = try Imports(connection, at: Timestamp(seconds: 0)).add(
      [1, 2].map { Movie(id: $0, title: "Movie \($0)", genres: [], date: nil) })
    try promise.check(
      StoreSet(
        users: Users(connection), sessions: Sessions(connection), interactions: Interactions(connection),
        ratings: Ratings(connection), recommendations: Recommendations(connection),
        marks: Marks(connection), imports: UserImports(connection), movies: (1, 2)))
  }
}
