import Domain
import ModelFile
import Scoring
import System

/// Trains one model.
package protocol Trainer: Sendable {
  var name: ModelName { get }
  /// The hyperparameters as stored in a model file.
  var hyperparameters: [(name: String, value: String)] { get }
  /// A hash of everything that training reads of a dataset: the same fingerprint means the same model.
  func fingerprint(of dataset: Dataset) -> UInt64
  /// An upper bound in bytes for the memory that training needs, not counting the dataset.
  func memory(for dataset: Dataset) -> Int
  /// Trains a model. The same dataset and validation users give the same bytes.
  /// - Parameter validation: users outside the dataset, for early stopping.
  func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained
  /// The same trainer with what earlier trainings have settled on validation users.
  func settled(by outcome: TrainingOutcome) -> any Trainer
}

/// What trainings on splits have settled on validation users.
package struct TrainingOutcome: Equatable, Sendable {
  /// Passes; nil for a closed-form model.
  package var epochs: Int?
  /// The weight of the penalty; nil if it was not chosen.
  package var lambda: Double?
}

/// The result of a training.
package struct Trained: Sendable {
  /// The sections of the model.
  package let sections: [SectionContents]
  /// The passes up to the one that was kept; empty for closed-form models.
  package let epochs: [Epoch]
  /// The penalty that was chosen; nil if there was no choice.
  var lambda: Double?
  /// Hyperparameters that the training has chosen, as stored in a model file.
  var settings: [(name: String, value: String)]

  init(sections: [SectionContents], epochs: [Epoch] = []) {
    self.sections = sections
    self.epochs = epochs
    settings = epochs.isEmpty ? [] : [("epochs", "\(epochs.count)")]
  }
}

extension Trainer {
  package func fingerprint(of dataset: Dataset) -> UInt64 { dataset.fingerprint }

  package func settled(by outcome: TrainingOutcome) -> any Trainer { self }

  /// Trains a model and lays out its file. Throws `noData` or `notEnoughMemory` before any work.
  package func model(
    of dataset: Dataset, validation: [HeldOutUser] = [], at time: Timestamp,
    figures: [(name: String, value: Double)] = [], progress: any Progress
  ) throws(TrainingError) -> ModelFileContents {
    contents(try trained(on: dataset, validation: validation, progress), of: dataset, at: time, figures: figures)
  }

  /// The first half of `model`: the training.
  func trained(
    on dataset: Dataset, validation: [HeldOutUser], _ progress: any Progress
  ) throws(TrainingError) -> Trained {
    guard dataset.positiveCount > 0 else { throw .noData }
    let needed = memory(for: dataset)
    if let available = Memory.available(), needed > available {
      throw .notEnoughMemory(model: name, needed: needed, available: available)
    }
    let trained = try train(on: dataset, validation: validation, progress: progress)
    // A model that is not finite would recommend nothing, because an item without a finite score is never returned.
    guard trained.sections.allSatisfy(\.isFinite) else { throw .notFinite(model: name) }
    return trained
  }

  /// The second half of `model`: the file.
  func contents(
    _ trained: Trained, of dataset: Dataset, at time: Timestamp, figures: [(name: String, value: Double)] = []
  ) -> ModelFileContents {
    ModelFileContents(
      model: name.rawValue, trainedAt: time.microseconds, fingerprint: fingerprint(of: dataset),
      hyperparameters: hyperparameters + trained.settings, figures: figures, items: dataset.items,
      sections: trained.sections)
  }
}

extension SectionContents {
  /// Whether all numbers are finite.
  var isFinite: Bool {
    guard case .float(let numbers) = elements else { return true }
    return numbers.allSatisfy { $0.isFinite }
  }
}
