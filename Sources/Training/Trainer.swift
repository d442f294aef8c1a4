import Domain
import ModelFile
import Scoring

/// What learns one model.
package protocol Trainer: Sendable {
  var name: ModelName { get }
  /// As the model file keeps them.
  var hyperparameters: [(name: String, value: String)] { get }
  /// Of all that training reads of a dataset: the same where it would learn the same.
  func fingerprint(of dataset: Dataset) -> UInt64
  /// Bytes that training needs at most beside the dataset.
  func memory(for dataset: Dataset) -> Int
  /// The same dataset and validation users give the same bytes.
  /// - Parameter validation: users that are not in the dataset, for models that see by them when they have learnt
  ///   enough.
  func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained
  /// The same for a training that makes so many passes, whatever validation users say.
  func settled(epochs: Int) -> any Trainer
}

/// What a training gave.
package struct Trained: Sendable {
  /// The model's own sections.
  package let sections: [SectionContents]
  /// How each pass over the data went, up to the one that was kept; none for models in closed form.
  package let epochs: [Epoch]

  init(sections: [SectionContents], epochs: [Epoch] = []) {
    self.sections = sections
    self.epochs = epochs
  }
}

extension Trainer {
  package func fingerprint(of dataset: Dataset) -> UInt64 { dataset.fingerprint }

  /// For models in closed form, which make none.
  package func settled(epochs: Int) -> any Trainer { self }

  /// Trains, after a look at the memory that is available. Throws `noData` or `notEnoughMemory` before any work.
  package func model(
    of dataset: Dataset, validation: [HeldOutUser] = [], at time: Timestamp,
    figures: [(name: String, value: Double)] = [], progress: any Progress
  ) throws(TrainingError) -> ModelFileContents {
    contents(try trained(on: dataset, validation: validation, progress), of: dataset, at: time, figures: figures)
  }

  /// The first half of `model`.
  func trained(
    on dataset: Dataset, validation: [HeldOutUser], _ progress: any Progress
  ) throws(TrainingError) -> Trained {
    guard dataset.positiveCount > 0 else { throw .noData }
    let needed = memory(for: dataset)
    if let available = Memory.available(), needed > available {
      throw .notEnoughMemory(model: name, needed: needed, available: available)
    }
    let trained = try train(on: dataset, validation: validation, progress: progress)
    // Nobody would be recommended anything by it: a score that is no number is left out.
    guard trained.sections.allSatisfy(\.isFinite) else { throw .notFinite(model: name) }
    return trained
  }

  /// The second half of `model`.
  func contents(
    _ trained: Trained, of dataset: Dataset, at time: Timestamp, figures: [(name: String, value: Double)] = []
  ) -> ModelFileContents {
    let passes = trained.epochs.isEmpty ? [] : [(name: "epochs", value: "\(trained.epochs.count)")]
    return ModelFileContents(
      model: name.rawValue, trainedAt: time.microseconds, fingerprint: fingerprint(of: dataset),
      hyperparameters: hyperparameters + passes, figures: figures, items: dataset.items, sections: trained.sections)
  }
}

extension SectionContents {
  /// Whether it has no infinite number, and nothing that is no number.
  fileprivate var isFinite: Bool {
    guard case .float(let numbers) = elements else { return true }
    return numbers.allSatisfy { $0.isFinite }
  }
}
