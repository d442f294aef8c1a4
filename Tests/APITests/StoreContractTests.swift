import Domain
import StoreContract
import Testing

/// Holds the stores that the tests of the API use to the contract that MariaDB fulfils.
struct StoreContractTests {
  @Test(arguments: StorePromise.all)
  func `the stores in memory keep every promise of the contract`(_ promise: StorePromise) throws {
    let stores = MemoryStores()
    try promise.check(
      StoreSet(
        users: stores, sessions: stores, interactions: stores, ratings: stores, recommendations: stores,
        marks: stores, imports: stores, movies: (1, 2)))
  }
}
