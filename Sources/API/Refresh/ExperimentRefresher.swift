import Domain
import Logging
import Scoring

/// Keeps the arms that act up to date with the database. Driven by one thread of a worker. While the database is
/// unreachable, they stay as they are.
package struct ExperimentRefresher {
  private let live: Live<Treatments>
  private let store: any ExperimentStore
  private let models: Live<ModelStates>
  private let directory: ModelDirectory
  private let log: Logger
  private var active = ActiveExperiments.none
  /// Whether an arm's model could not be found, so that it is searched for again.
  private var isIncomplete = false
  /// Whether the last read failed, so that an outage is logged once.
  private var isFailing = false

  /// - Parameter directory: the directory of the model files, for arms that name a version.
  package init(
    _ live: Live<Treatments>, store: any ExperimentStore, models: Live<ModelStates>, directory: String, log: Logger
  ) {
    self.live = live
    self.store = store
    self.models = models
    self.directory = ModelDirectory(directory)
    self.log = log
  }

  package mutating func refresh() {
    do throws(StoreError) {
      let newest = try store.active()
      isFailing = false
      guard newest != active || isIncomplete else { return }
      let treatments = Treatments(newest, models.current, directory)
      isIncomplete = !treatments.missing.isEmpty
      live.replace(treatments)
      guard newest != active else { return }
      active = newest
      log.notice("experiments read", metadata: ["running": "\(active.running?.name ?? "none")"])
      for arm in treatments.missing {
        log.error("an arm has no model, so `auto` answers", metadata: ["arm": "\(arm)"])
      }
    } catch {
      if !isFailing { log.error("cannot read the experiments", metadata: ["cause": "\(error)"]) }
      isFailing = true
    }
  }
}
