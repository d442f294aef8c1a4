import Testing

@testable import MariaDB

struct StatementCacheTests {
  @Test func `a statement is prepared once`() {
    var cache = StatementCache<Int>(capacity: 2)
    var prepared = 0
    for _ in 0..<3 {
      let statement = cache.statement("a") {
        prepared += 1
        return prepared
      }
      #expect(statement == 1)
    }
    #expect(prepared == 1)
  }

  @Test func `statements with lists of many lengths do not evict one that is in use`() {
    var cache = StatementCache<String>(capacity: 3)
    var prepared: [String] = []
    for length in 0..<100 {
      for text in ["hot", "list of \(length)"] {
        _ = cache.statement(text) {
          prepared.append(text)
          return text
        }
      }
    }
    #expect(prepared.count == 101)
    #expect(prepared.filter { $0 == "hot" }.count == 1)
  }

  @Test func `a statement that cannot be prepared is not cached`() {
    struct PreparationFailure: Error {}
    var cache = StatementCache<Int>(capacity: 2)
    #expect(throws: PreparationFailure.self) {
      try cache.statement("a") { () throws(PreparationFailure) in throw PreparationFailure() }
    }
    #expect(cache.statement("a") { 5 } == 5)
  }
}
