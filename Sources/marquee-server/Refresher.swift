import API
import Domain
import FastCGI
import Glibc
import Logging

/// A worker's thread that follows the model files and the catalogue, beside the slots.
struct Refresher: Sendable {
  private let models: Live<ModelStates>
  private let catalogue: Live<Catalogue>
  private let database: Database
  private let directory: String
  private let log: Logger

  init(
    _ models: Live<ModelStates>, _ catalogue: Live<Catalogue>, _ database: Database, directory: String, log: Logger
  ) {
    self.models = models
    self.catalogue = catalogue
    self.database = database
    self.directory = directory
    self.log = log
  }

  /// - Parameter whenRead: called once, when both have been read or could not be.
  func start(whenRead: @escaping @Sendable () -> Void) {
    startThread {
      var liveModels = LiveModels(models, directory: directory, log: log)
      var liveCatalogue = LiveCatalogue(catalogue, store: database.movieStore(), log: log)
      var round = 0
      while true {
        liveModels.refresh()
        if round.isMultiple(of: Self.roundsPerCatalogue) { liveCatalogue.refresh() }
        if round == 0 { whenRead() }
        round += 1
        usleep(Self.interval)
      }
    }
  }

  /// Microseconds between two looks at the model files: six system calls.
  private static let interval: UInt32 = 250_000
  /// The catalogue is one read of a database row, once a second.
  private static let roundsPerCatalogue = 4
}
