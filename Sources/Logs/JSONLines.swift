import Domain
import JSON
import Logging
import System

/// Writes each log message as a JSON object on one line.
package struct JSONLines: LogHandler {
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  private let output: LogOutput
  private let now: @Sendable () -> Timestamp

  package init(
    level: Logger.Level, output: LogOutput = .standardError, now: @escaping @Sendable () -> Timestamp = { .now() }
  ) {
    logLevel = level
    self.output = output
    self.now = now
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let line = line(event.level, event.message.description, event.metadata ?? [:])
    output.write(line) { self.line(.warning, "log lines dropped", ["lines": "\($0)"]) }
  }

  private func line(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> [UInt8] {
    let object = JSONWriter.object { json in
      json.field("time", now().rfc3339)
      json.field("level", level.rawValue)
      json.field("message", message)
      json.field("pid", Int(ThisProcess.id))
      for (key, value) in self.metadata.merging(metadata, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
        json.field(named: key, "\(value)")
      }
    }
    return object + [UInt8(ascii: "\n")]
  }
}
