import Domain

/// What became of the last training, beside the model files: for whoever wants to know whether it went well. Written by
/// the trainer, read by the server and by `marquee-ctl`.
package struct TrainingRecord: Equatable, Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    case published
    /// What is served stays: the new one is worse, cannot be measured, or was to learn from much less.
    case refused
    case failed
    /// Nothing has changed since the last time.
    case upToDate = "up_to_date"
  }

  /// What became of one model.
  package struct ModelRecord: Equatable, Sendable {
    package let model: ModelName
    package let outcome: Outcome
    /// Of the new file; nil without one.
    package let version: String?
    /// Why there is none, or what a person should know; nil for nothing.
    package let reason: String?

    package init(_ model: ModelName, _ outcome: Outcome, version: String? = nil, reason: String? = nil) {
      self.model = model
      self.outcome = outcome
      self.version = version
      self.reason = reason
    }
  }

  /// What was read.
  package struct DataRecord: Equatable, Sendable {
    /// `database`, or files and their layout, `files (.csv)`.
    package let source: String
    package let rows: Int
    package let rejected: Int
    package let users: Int
    package let films: Int
    package let positives: Int

    package init(source: String, rows: Int, rejected: Int, users: Int, films: Int, positives: Int) {
      self.source = source
      self.rows = rows
      self.rejected = rejected
      self.users = users
      self.films = films
      self.positives = positives
    }
  }

  package let startedAt: Timestamp
  package var endedAt: Timestamp
  /// What ended all of it; nil if each model has an outcome of its own.
  package var fault: String?
  /// Nil if it did not get so far.
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
