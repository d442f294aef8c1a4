import Domain
import ModelFile
import Scoring
import Training

/// The model files that are currently served.
struct ServedModels {
  private let versions: ModelVersions

  init(_ versions: ModelVersions) { self.versions = versions }

  /// Whether the file is missing, cannot be read, was trained on other data or with other hyperparameters, or lacks
  /// the chances that the ratings allow, as files of older versions do.
  func isDue(_ trainer: any Trainer, _ data: TrainingData) -> Bool {
    guard let file = file(of: trainer.name), file.fingerprint == trainer.fingerprint(of: data.dataset),
      data.ratings == nil || Chance.isIn(file)
    else { return true }
    let settings = Dictionary(file.hyperparameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    return !trainer.hyperparameters.allSatisfy { settings[$0.name] == $0.value }
  }

  /// When the served file was trained, in microseconds since 1970; nil if it is missing or cannot be read.
  func trainedAt(_ model: ModelName) -> Int64? { file(of: model)?.trainedAt }

  private func file(of model: ModelName) -> ModelFile? { try? ModelFile.open(versions.path(of: model.rawValue)) }
}
