import Logging
import Scoring
import Synchronization

/// Reads the record of the last training, which is stored next to the models. An unreadable record is logged once.
package final class LastTraining: Sendable {
  package enum State: Sendable {
    /// There has been no training yet.
    case none
    case known(TrainingRecord)
    case unreadable
  }

  private let directory: String
  private let log: Logger
  /// The fault that was logged last; nil if the record has been readable since.
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
      if isNew { log.warning("cannot read the record of the last training", metadata: ["cause": "\(error)"]) }
      return .unreadable
    }
  }
}
