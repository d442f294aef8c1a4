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
    /// The time for the training did not suffice.
    case leftOut = "left_out"
  }

  /// The outcome for one model.
  package struct ModelRecord: Equatable, Sendable {
    package let model: ModelName
    package let outcome: Outcome
    /// The version of the new file; nil if there is none.
    package let version: String?
    /// Why there is no new file, or a remark about it; nil if there is nothing to say.
    package let reason: String?
    /// How long the last training of the model took that ended with a new file; nil if that is unknown.
    package var seconds: Int?

    package init(
      _ model: ModelName, _ outcome: Outcome, version: String? = nil, reason: String? = nil, seconds: Int? = nil
    ) {
      self.model = model
      self.outcome = outcome
      self.version = version
      self.reason = reason
      self.seconds = seconds
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

  /// What is left out for lack of time is trained another time, unless the time suffices for nothing at all.
  package var hasSucceeded: Bool {
    let outcomes = models.map(\.outcome)
    return fault == nil && outcomes.allSatisfy { [.published, .upToDate, .leftOut].contains($0) }
      && (outcomes.contains(.published) || !outcomes.contains(.leftOut))
  }

  package static let fileName = "last-training.json"
}
