import Configuration
import MariaDB
import Stores

/// Throws if the pool cannot work with the database, because it refuses the account or lacks settings that the pool
/// needs. Prints notes on other findings. A database that does not answer is not a fault of the configuration.
func checkConnections(_ settings: ServerSettings) throws {
  let connections = settings.workers * (settings.configuration.slots + Database.connectionsBesideSlots)
  let check: ServerCheck
  do throws(MariaDBError) {
    check = try Database(settings).check(connections: connections)
  } catch {
    guard !error.isRefusal else {
      throw DatabaseFault(description: "the database cannot be used: \(error.explanation)")
    }
    print("Note: the database does not answer, so it has not been checked. \(error.explanation)")
    return
  }
  for note in check.notes { print("Note: \(note)") }
  do throws(MariaDBError) {
    if let lag = try Database(settings).replicaLag() { print("Note: \(lag).") }
  } catch {
    // The pool does not read from it.
    print("Note: training and reports cannot read from the replica. \(error.explanation)")
  }
  guard check.faults.isEmpty else { throw DatabaseFault(description: check.faults.joined(separator: "\n")) }
}

private struct DatabaseFault: Error, CustomStringConvertible {
  let description: String
}
