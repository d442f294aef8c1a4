/// The statements prepared on a connection, by text. Above the capacity, the least recently used one is evicted: lists
/// have a text for each length, and must not push out the statements that every request needs.
struct StatementCache<Statement> {
  private var entries: [String: (statement: Statement, lastUse: UInt64)] = [:]
  private var uses: UInt64 = 0
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  mutating func statement<Failure>(
    _ text: String, prepare: () throws(Failure) -> Statement
  ) throws(Failure) -> Statement {
    uses += 1
    if let index = entries.index(forKey: text) {
      entries.values[index].lastUse = uses
      return entries.values[index].statement
    }
    let statement = try prepare()
    if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      entries.removeValue(forKey: oldest.key)
    }
    entries[text] = (statement, uses)
    return statement
  }

  mutating func removeAll() { entries.removeAll() }
}
