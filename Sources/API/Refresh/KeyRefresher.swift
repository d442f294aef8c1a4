import Credentials
import Logging
import System

/// Reloads the file with the signing keys when it changes. Driven by one thread of a worker.
///
/// If the new file cannot be used, the current keys stay.
package struct KeyRefresher {
  private let live: Live<KeyRing>
  private let path: String
  private let read: (String) throws -> KeyRing
  private let log: Logger
  private var signature: FileSignature?

  /// - Parameter read: reads and checks the file at a path; the error that it throws is logged.
  package init(_ live: Live<KeyRing>, path: String, log: Logger, read: @escaping (String) throws -> KeyRing) {
    self.live = live
    self.path = path
    self.log = log
    self.read = read
  }

  package mutating func refresh() {
    let newest = FileSignature(of: path)
    guard newest != signature else { return }
    signature = newest
    do {
      let ring = try read(path)
      guard ring != live.current else { return }
      live.replace(ring)
      log.notice("signing keys read", metadata: ["kid": "\(ring.signing.id)", "keys": "\(ring.keys.count)"])
    } catch {
      log.error("signing keys refused", metadata: ["cause": "\(error)"])
    }
  }
}
