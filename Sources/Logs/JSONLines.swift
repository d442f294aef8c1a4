import Domain
import Glibc
import JSON
import Logging

/// Writes each message as one JSON object on one line of a descriptor, in one `write`, so that processes that share it do
/// not mix lines up to the size of a pipe's buffer.
package struct JSONLines: LogHandler {
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  private let descriptor: Int32
  private let now: @Sendable () -> Timestamp

  package init(
    level: Logger.Level, descriptor: Int32 = STDERR_FILENO, now: @escaping @Sendable () -> Timestamp = { .now() }
  ) {
    logLevel = level
    self.descriptor = descriptor
    self.now = now
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var line = Self.line(
      at: now(), level: event.level, message: event.message.description, process: getpid(),
      metadata: metadata.merging(event.metadata ?? [:]) { $1 })
    line.append(UInt8(ascii: "\n"))
    _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  static func line(
    at time: Timestamp, level: Logger.Level, message: String, process: pid_t, metadata: Logger.Metadata
  ) -> [UInt8] {
    JSONWriter.object { json in
      json.field("time", time.rfc3339)
      json.field("level", level.rawValue)
      json.field("message", message)
      json.field("pid", Int(process))
      for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { json.field(named: key, "\(value)") }
    }
  }
}
