import Domain

/// The outcome of the last training. The trainer writes it to the directory of the model files; the server and
/// `marquee-ctl` read it.
package struct TrainingRecord: Equatable, Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    case published
    /// The served model stays: the new one is worse, cannot be measured, or had much less data.
    case refused
    case failed
    /// Neither data nor hyperparameters have changed since the served model was trained.
    case upToDate = "up_to_date"
  }

  /// The outcome for one model.
  package struct ModelRecord: Equatable, Sendable {
    package let model: ModelName
    package let outcome: Outcome
    /// The version of the new file; nil if there is none.
    package let version: String?
    /// Why there is no new file, or a remark about it; nil if there is nothing to say.
    package let reason: String?

    package init(_ model: ModelName, _ outcome: Outcome, version: String? = nil, reason: String? = nil) {
      self.model = model
      self.outcome = outcome
      self.version = version
      self.reason = reason
    }
  }

  /// The data that was read.
  package struct DataRecord: Equatable, Sendable {
    /// `database`, or files with their extension, for example `files (.csv)`.
    package let source: String
    package let rows: Int
    package let rejected: Int
    package let users: Int
    package let items: Int
    package let positives: Int

    package init(source: String, rows: Int, rejected: Int, users: Int, items: Int, positives: Int) {
      self.source = source
      self.rows = rows
      self.rejected = rejected
      self.users = users
      self.items = items
      self.positives = positives
    }
  }

  package let startedAt: Timestamp
  package var endedAt: Timestamp
  /// The fault that ended the whole training; nil if each model has its own outcome.
  package var fault: String?
  /// Nil if the training ended before the data was read.
  package var data: DataRecord?
  package var models: [ModelRecord] = []

  package init(startedAt: Timestamp) {
    self.startedAt = startedAt
    endedAt = startedAt
  }

  package var hasSucceeded: Bool {
    fault == nil && models.allSatisfy { $0.outcome == .published || $0.outcome == .upToDate }
  }

  package static let fileName = "last-training.json"
}
