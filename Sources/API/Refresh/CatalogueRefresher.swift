import Domain
import Logging

/// Keeps the catalogue in memory equal to the one in the database, and a file equal to it, which takes the database's
/// place while that is away and nothing has been read yet. Driven by one thread of a worker.
package struct CatalogueRefresher {
  private let live: Live<Catalogue>
  private let store: any MovieStore
  private var file: KeptFile
  private let log: Logger
  /// Whether what is live has been read from the database by this worker: another database may use the same numbers.
  private var isFromDatabase = false
  private var isKept = true
  private var wasWritten = false
  /// Why the database could not be read the last time; nil if it could. An outage is logged once and not every second.
  package private(set) var fault: StoreError?

  /// - Parameter directory: where the file is kept.
  package init(_ live: Live<Catalogue>, store: any MovieStore, directory: String, log: Logger) {
    self.live = live
    self.store = store
    file = KeptFile(Catalogue.fileName, in: directory, log: log)
    self.log = log
  }

  /// Reads the catalogue if it has changed. An unreachable database changes nothing.
  package mutating func refresh() {
    do throws(StoreError) {
      try readDatabase()
      fault = nil
      keep()
    } catch {
      if fault == nil { log.error("cannot read the catalogue", metadata: ["cause": "\(error)"]) }
      if live.current.version == nil { readFile() }
      fault = error
    }
  }

  private mutating func readDatabase() throws(StoreError) {
    let version = try store.catalogueVersion()
    guard !isFromDatabase || version != live.current.version else { return }
    // The version is read before the films: a change in between is seen the next time.
    let movies = try store.catalogue { log.error("a film is left out", metadata: ["cause": "\($0)"]) }
    live.replace(Catalogue(movies: movies, hidden: try store.hidden(), version: version))
    (isFromDatabase, isKept) = (true, false)
    log.info("catalogue read", metadata: ["movies": "\(movies.count)", "version": "\(version)"])
  }

  /// A file that somebody has removed is made anew; one that could not be written waits for the next catalogue.
  private mutating func keep() {
    guard !isKept || (wasWritten && file.isMissing), let contents = live.current.fileContents else { return }
    isKept = file.save(contents)
    wasWritten = !file.isMissing
  }

  private mutating func readFile() {
    guard !file.isMissing, let catalogue = file.load(Catalogue.init(_:)) else { return }
    live.replace(catalogue)
    log.warning(
      "the database is away: the catalogue is that of its file",
      metadata: ["movies": "\(catalogue.movies.count)", "version": "\(catalogue.version ?? 0)"])
  }
}
