import API
import Configuration
import Domain
import FastCGI
import Glibc
import Logging
import Synchronization

/// A worker's threads beside the slots: one follows the model files, the signing keys and the catalogue, another the
/// statistics, since counting may take long, and the removal of what has expired.
struct Refresher: Sendable {
  private let application: Application
  private let database: Database
  private let settings: ServerSettings
  private let log: Logger

  init(_ application: Application, _ database: Database, _ settings: ServerSettings, log: Logger) {
    self.application = application
    self.database = database
    self.settings = settings
    self.log = log
  }

  /// - Parameter whenRead: called once, when all have been read or could not be, or the statistics take too long.
  func start(whenRead: @escaping @Sendable () -> Void) {
    let statisticsAreRead = Flag()
    startThread {
      let stores = database.background()
      var statistics = LiveStatistics(application.statistics, store: stores.statistics, log: log)
      var housekeeping = Housekeeping(stores.sessions, log: log)
      while true {
        statistics.refresh(at: .now())
        statisticsAreRead.set()
        housekeeping.run(at: .now())
        sleep(1)
      }
    }
    startThread {
      var models = LiveModels(application.models, directory: settings.configuration.models, log: log)
      var keys = LiveKeys(application.keys, path: settings.keyFile, log: log, read: ServerSettings.keys)
      var catalogue = LiveCatalogue(application.catalogue, store: database.movieStore(), log: log)
      var round = 0
      while true {
        models.refresh()
        keys.refresh()
        if round.isMultiple(of: Self.roundsPerCatalogue) { catalogue.refresh() }
        if round == 0 {
          statisticsAreRead.wait(milliseconds: Self.patience)
          whenRead()
        }
        round += 1
        usleep(Self.interval)
      }
    }
  }

  /// Microseconds between two looks at the files: a few system calls.
  private static let interval: UInt32 = 250_000
  /// The catalogue is one read of a database row, once a second.
  private static let roundsPerCatalogue = 4
  /// Milliseconds. The first count of a large history takes longer, and is not worth serving nothing meanwhile.
  private static let patience = 5_000
}

/// Something that happens once on one thread and that another waits for.
private final class Flag: Sendable {
  private let isSet = Atomic(false)

  func set() { isSet.store(true, ordering: .releasing) }

  func wait(milliseconds: Int) {
    for _ in 0..<milliseconds where !isSet.load(ordering: .acquiring) { usleep(1_000) }
  }
}
