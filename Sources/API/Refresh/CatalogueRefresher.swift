import Domain
import Logging

/// Keeps the catalogue in memory up to date with the database, and a copy of it in a file. A worker that has read
/// nothing yet uses the file while the database is unavailable. Driven by one thread of a worker.
package struct CatalogueRefresher {
  private let live: Live<Catalogue>
  private let store: any MovieStore
  private var file: KeptFile
  private let log: Logger
  /// Whether this worker has read the live catalogue from the database. If it comes from the file, an equal version
  /// says nothing: another database may use the same numbers.
  private var isFromDatabase = false
  private var isKept = true
  private var wasWritten = false
  /// Why the last read of the database failed; nil if it succeeded. Remembered so that an outage is logged once, not
  /// every second.
  package private(set) var fault: StoreError?

  /// - Parameter directory: the directory of the file.
  package init(_ live: Live<Catalogue>, store: any MovieStore, directory: String, log: Logger) {
    self.live = live
    self.store = store
    file = KeptFile(Catalogue.fileName, in: directory, log: log)
    self.log = log
  }

  /// Reads the catalogue if it has changed. While the database is unreachable, the current one stays.
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
    // The version is read before the movies, so that a change in between is noticed the next time.
    let movies = try store.catalogue { log.error("a movie is left out of the catalogue", metadata: ["cause": "\($0)"]) }
    live.replace(Catalogue(movies: movies, hidden: try store.hidden(), version: version))
    (isFromDatabase, isKept) = (true, false)
    log.info("catalogue read", metadata: ["movies": "\(movies.count)", "version": "\(version)"])
  }

  /// Writes the file if the catalogue is new, or if the file has been removed. A failed write is not repeated until the
  /// catalogue changes.
  private mutating func keep() {
    guard !isKept || (wasWritten && file.isMissing), let contents = live.current.fileContents else { return }
    isKept = file.save(contents)
    wasWritten = !file.isMissing
  }

  private mutating func readFile() {
    guard !file.isMissing, let catalogue = file.load(Catalogue.init(_:)) else { return }
    live.replace(catalogue)
    log.warning(
      "the database is unavailable: the catalogue was read from its file",
      metadata: ["movies": "\(catalogue.movies.count)", "version": "\(catalogue.version ?? 0)"])
  }
}
