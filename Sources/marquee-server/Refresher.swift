import API
import Configuration
import Domain
import Logging
import Synchronization
import System

/// The threads of a worker that are not slots. One keeps the models, the signing keys, the catalogue and the
/// experiments current. Another keeps the statistics and figures current and removes expired rows; it is separate
/// because counting may take long.
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
  ///   - whenAble: called once, when everything needed to serve has been read.
  ///   - whenUnable: called before that, with what is missing, if the first attempt to read it fails.
  func start(whenAble: @escaping @Sendable () -> Void, whenUnable: @escaping @Sendable (String) -> Void) {
    let statisticsAreRead = Flag()
    startThread {
      let stores = database.background()
      var statistics = StatisticsRefresher(
        application.statistics, store: stores.statistics, directory: settings.configuration.models, log: log)
      var housekeeping = ExpiredRowRemover(stores.retention, log: log)
      var figures = FiguresRefresher(application.figures, application.shown, store: stores.figures, log: log)
      while true {
        releasing({ application.statistics.replacements }) { statistics.refresh() }
        statisticsAreRead.set()
        housekeeping.run(at: .now())
        figures.run(at: .now())
        pause(for: Self.statisticsInterval)
      }
    }
    startThread {
      var models = ModelRefresher(
        application.models, directory: settings.configuration.models,
        learned: settings.configuration.learnedModels, log: log)
      var keys = KeyRefresher(
        application.keys, path: settings.configuration.jwtSecretFile ?? "", log: log, read: ServerSettings.keys)
      let stores = database.kept()
      var catalogue = CatalogueRefresher(
        application.catalogue, store: stores.movies, directory: settings.configuration.models, log: log)
      var experiments = ExperimentRefresher(
        application.experiments, store: stores.experiments, models: application.models,
        directory: settings.configuration.models, log: log)
      var isAble = false
      var round = 0
      while true {
        releasing({ application.models.replacements + application.catalogue.replacements }) {
          models.refresh()
          keys.refresh()
          if round.isMultiple(of: Self.roundsPerCatalogue) {
            catalogue.refresh()
            experiments.refresh()
          }
          models.introduce(application.catalogue.current)
        }
        if round == 0 { statisticsAreRead.wait(for: Self.statisticsTimeout) }
        if !isAble {
          let missing = missing(catalogue)
          isAble = missing == nil
          if isAble { whenAble() }
          if round == 0, let missing { whenUnable(missing) }
        }
        round += 1
        pause(for: Self.interval)
      }
    }
  }

  /// What is needed to serve but could not be read; nil if nothing is missing. Having no model at all is not a fault:
  /// there is none before the first training.
  private func missing(_ catalogue: CatalogueRefresher) -> String? {
    if application.catalogue.current.version == nil {
      switch catalogue.fault {
      case .unavailable(let cause): return "the database is away, and there is no catalogue: \(cause)"
      case let fault: return "the catalogue cannot be read: \(fault.map { "\($0)" } ?? "no attempt yet")"
      }
    }
    let models = application.models.current.values
    let reasons = models.compactMap { if case .unusable(let reason) = $0 { reason } else { nil } }
    let isAvailable = models.contains { if case .available = $0 { true } else { false } }
    return isAvailable ? nil : reasons.first.map { "no model can be used: \($0)" }
  }

  /// Time between two checks of the statistics.
  private static let statisticsInterval = Duration.seconds(1)
  /// Time between two checks of the files, which take a few system calls.
  private static let interval = Duration.milliseconds(250)
  /// The checks of the catalogue and the experiments read a few database rows, once a second.
  private static let roundsPerCatalogue = 4
  /// How long to wait for the first statistics. Counting a large database takes longer, and serving without statistics
  /// is better than not serving.
  private static let statisticsTimeout = Duration.seconds(5)
}

/// Runs `refresh`, and returns memory to the system if something was replaced. Reading leaves many small free blocks
/// between blocks that stay in use, and malloc does not return those by itself.
private func releasing(_ replacements: () -> Int, _ refresh: () -> Void) {
  let before = replacements()
  refresh()
  if replacements() != before { Heap.trim() }
}

/// A flag that one thread sets once and another thread waits for.
private final class Flag: Sendable {
  private let isSet = Atomic(false)

  func set() { isSet.store(true, ordering: .releasing) }

  func wait(for timeout: Duration) {
    for _ in 0..<timeout.milliseconds where !isSet.load(ordering: .acquiring) { pause(for: .milliseconds(1)) }
  }
}
