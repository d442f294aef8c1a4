import Logging
import Synchronization

/// Collects log messages, so that a test can check them.
final class LogLines: Sendable {
  private let messages = Mutex<[String]>([])

  var log: Logger { Logger(label: "test") { _ in Collector(lines: self) } }

  /// The number of messages that begin with `beginning`.
  func count(_ beginning: String) -> Int { messages.withLock { $0.count { $0.hasPrefix(beginning) } } }

  private struct Collector: LogHandler {
    let lines: LogLines
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.messages.withLock { $0.append(event.message.description) } }
  }
}
