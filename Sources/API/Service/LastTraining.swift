import Logging
import Scoring
import Synchronization

/// What the last training left beside the models. A record that cannot be read is told in the log, once.
package final class LastTraining: Sendable {
  package enum State: Sendable {
    /// There has been no training.
    case none
    case known(TrainingRecord)
    case unreadable
  }

  private let directory: String
  private let log: Logger
  /// What the log has been told since a record could be read.
  private let told = Mutex<TrainingRecord.Unreadable?>(nil)

  package init(in directory: String, log: Logger) {
    self.directory = directory
    self.log = log
  }

  package func look() -> State {
    do throws(TrainingRecord.Unreadable) {
      let record = try TrainingRecord.read(in: directory)
      told.withLock { $0 = nil }
      return record.map { .known($0) } ?? .none
    } catch {
      let isNew = told.withLock { told in
        defer { told = error }
        return told != error
      }
      if isNew { log.warning("the last training is not known", metadata: ["cause": "\(error)"]) }
      return .unreadable
    }
  }
}
