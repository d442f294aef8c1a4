import Domain
import Logging

/// Keeps the catalogue in memory equal to the one in the database. Driven by one thread of a worker.
package struct LiveCatalogue {
  private let live: Live<Catalogue>
  private let store: any MovieStore
  private let log: Logger
  /// Whether the last attempt failed, so that an outage is logged once and not every second.
  private var isFailing = false

  package init(_ live: Live<Catalogue>, store: any MovieStore, log: Logger) {
    self.live = live
    self.store = store
    self.log = log
  }

  /// Reads the catalogue if it has changed. An unreachable database changes nothing.
  package mutating func refresh() {
    do {
      let version = try store.catalogueVersion()
      if version != live.current.version {
        // The version is read before the films: a change in between is seen the next time.
        let movies = try store.catalogue()
        live.replace(Catalogue(movies: movies, hidden: try store.hidden(), version: version))
        log.info("catalogue read", metadata: ["movies": "\(movies.count)", "version": "\(version)"])
      }
      isFailing = false
    } catch {
      if !isFailing { log.error("cannot read the catalogue", metadata: ["cause": "\(error)"]) }
      isFailing = true
    }
  }
}
