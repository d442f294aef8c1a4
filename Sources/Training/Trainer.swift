import Domain
import ModelFile
import Scoring

/// What learns one model.
package protocol Trainer: Sendable {
  var name: ModelName { get }
  /// As the model file keeps them.
  var hyperparameters: [(name: String, value: String)] { get }
  /// Bytes that training needs at most beside the dataset.
  func memory(for dataset: Dataset) -> Int
  /// The model's own sections. The same dataset gives the same bytes.
  func train(on dataset: Dataset, progress: any Progress) throws(TrainingError) -> [SectionContents]
}

extension Trainer {
  /// Trains, after a look at the memory that is available. Throws `noData` or `notEnoughMemory` before any work.
  package func model(
    of dataset: Dataset, at time: Timestamp, figures: [(name: String, value: Double)] = [], progress: any Progress
  ) throws(TrainingError) -> ModelFileContents {
    guard dataset.positiveCount > 0 else { throw .noData }
    let needed = memory(for: dataset)
    if let available = Memory.available(), needed > available {
      throw .notEnoughMemory(model: name, needed: needed, available: available)
    }
    let sections = try train(on: dataset, progress: progress)
    return ModelFileContents(
      model: name.rawValue, trainedAt: time.microseconds, fingerprint: dataset.fingerprint,
      hyperparameters: hyperparameters, figures: figures, items: dataset.items, sections: sections)
  }
}

/// A number as people write it: whole ones without a fraction.
func decimal(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }
