import API
import Configuration
import Domain
import FastCGI
import Glibc
import Logging

/// A worker's thread that follows the model files, the signing keys and the catalogue, beside the slots.
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

  /// - Parameter whenRead: called once, when both have been read or could not be.
  func start(whenRead: @escaping @Sendable () -> Void) {
    startThread {
      var models = LiveModels(application.models, directory: settings.configuration.models, log: log)
      var keys = LiveKeys(application.keys, path: settings.keyFile, log: log, read: ServerSettings.keys)
      var catalogue = LiveCatalogue(application.catalogue, store: database.movieStore(), log: log)
      var round = 0
      while true {
        models.refresh()
        keys.refresh()
        if round.isMultiple(of: Self.roundsPerCatalogue) { catalogue.refresh() }
        if round == 0 { whenRead() }
        round += 1
        usleep(Self.interval)
      }
    }
  }

  /// Microseconds between two looks at the files: a few system calls.
  private static let interval: UInt32 = 250_000
  /// The catalogue is one read of a database row, once a second.
  private static let roundsPerCatalogue = 4
}
