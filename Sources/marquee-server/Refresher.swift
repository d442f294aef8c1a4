import API
import CLinux
import Configuration
import Domain
import Glibc
import Logging
import Synchronization
import Threads

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

  /// - Parameters:
  ///   - whenAble: called once, when all has been read that serving needs.
  ///   - whenUnable: called before that, with what is missing, if it could not be read at first.
  func start(whenAble: @escaping @Sendable () -> Void, whenUnable: @escaping @Sendable (String) -> Void) {
    let statisticsAreRead = Flag()
    startThread {
      let stores = database.background()
      var statistics = StatisticsRefresher(
        application.statistics, store: stores.statistics, directory: settings.configuration.models, log: log)
      var housekeeping = ExpiredRowRemover(stores.retention, log: log)
      while true {
        releasing({ application.statistics.replacements }) { statistics.refresh() }
        statisticsAreRead.set()
        housekeeping.run(at: .now())
        sleep(1)
      }
    }
    startThread {
      var models = ModelRefresher(application.models, directory: settings.configuration.models, log: log)
      var keys = KeyRefresher(
        application.keys, path: settings.configuration.jwtSecretFile ?? "", log: log, read: ServerSettings.keys)
      var catalogue = CatalogueRefresher(
        application.catalogue, store: database.movieStore(), directory: settings.configuration.models, log: log)
      var isAble = false
      var round = 0
      while true {
        releasing({ application.models.replacements + application.catalogue.replacements }) {
          models.refresh()
          keys.refresh()
          if round.isMultiple(of: Self.roundsPerCatalogue) { catalogue.refresh() }
        }
        if round == 0 { statisticsAreRead.wait(milliseconds: Self.patience) }
        if !isAble {
          let missing = missing(catalogue)
          isAble = missing == nil
          if isAble { whenAble() }
          if round == 0, let missing { whenUnable(missing) }
        }
        round += 1
        usleep(Self.interval)
      }
    }
  }

  /// What serving needs and has not been read; nil for nothing. Before the first training there is no model, and that
  /// is as it should be.
  private func missing(_ catalogue: CatalogueRefresher) -> String? {
    if application.catalogue.current.version == nil {
      switch catalogue.fault {
      case .unavailable(let cause): return "the database is away, and there is no catalogue: \(cause)"
      case let fault: return "the catalogue cannot be read: \(fault.map { "\($0)" } ?? "nobody has tried")"
      }
    }
    let models = application.models.current.values
    let reasons = models.compactMap { if case .unusable(let reason) = $0 { reason } else { nil } }
    let isAvailable = models.contains { if case .available = $0 { true } else { false } }
    return isAvailable ? nil : reasons.first.map { "no model can be used: \($0)" }
  }

  /// Microseconds between two looks at the files: a few system calls.
  private static let interval: UInt32 = 250_000
  /// The catalogue is one read of a database row, once a second.
  private static let roundsPerCatalogue = 4
  /// Milliseconds. The first count of a large history takes longer, and is not worth serving nothing meanwhile.
  private static let patience = 5_000
}

/// Runs `refresh`, and gives memory back to the system if something was replaced. What is read comes in many small
/// pieces that lie between those that stay, and malloc gives back by itself only what is free behind all of them.
private func releasing(_ replacements: () -> Int, _ refresh: () -> Void) {
  let before = replacements()
  refresh()
  if replacements() != before { malloc_trim(0) }
}

/// Something that happens once on one thread and that another waits for.
private final class Flag: Sendable {
  private let isSet = Atomic(false)

  func set() { isSet.store(true, ordering: .releasing) }

  func wait(milliseconds: Int) {
    for _ in 0..<milliseconds where !isSet.load(ordering: .acquiring) { usleep(1_000) }
  }
}
