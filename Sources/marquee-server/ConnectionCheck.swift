import Configuration
import Stores

/// Throws where the pool would open more connections than the database takes; says so where a reload would, which has two
/// pools for a moment. A database that is away is no fault of the configuration.
func checkConnections(_ settings: ServerSettings) throws(ConfigurationError) {
  let needed = settings.workers * (settings.configuration.slots + Database.connectionsBesideSlots)
  guard let limit = try? Database(settings).connectionLimit() else {
    print("The database does not answer: whether it takes \(needed) connections is not known.")
    return
  }
  let sum = "\(settings.workers) workers with \(settings.configuration.slots) slots each open \(needed) connections"
  guard needed <= limit else {
    throw ConfigurationError(
      place: .file("the configuration"), key: "slots", reason: "is too large: \(sum), and the database takes \(limit)")
  }
  if 2 * needed > limit {
    print("Note: \(sum), twice as many while they are replaced, and the database takes \(limit).")
  }
}
