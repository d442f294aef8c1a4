import Domain
import ModelFile
import Scoring
import Training

/// The models that are served now, to hold new ones against.
struct ServedModels {
  private let versions: ModelVersions

  init(_ versions: ModelVersions) { self.versions = versions }

  /// Whether the file is missing, cannot be read, or was trained on other data or otherwise.
  func isDue(_ trainer: any Trainer, _ dataset: Dataset) -> Bool {
    guard let file = file(of: trainer.name), file.fingerprint == trainer.fingerprint(of: dataset) else { return true }
    let settings = Dictionary(file.hyperparameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    return !trainer.hyperparameters.allSatisfy { settings[$0.name] == $0.value }
  }

  /// Why a new model must not take the old one's place; nil where it may.
  func fault(of model: ModelName, _ result: EvaluationResult?, margin: Double) -> String? {
    let metric = Metric.ndcg100
    guard let new = result?.test.last?[metric],
      let old = file(of: model)?.figures.first(where: { $0.name == metric.rawValue })?.value,
      new.value < old - margin - 2 * new.standardError
    else { return nil }
    return """
      \(model.rawValue) stays as it is: the new model's \(metric.rawValue) is \(rounded(new.value, 4)) ± \
      \(rounded(new.standardError, 4)), the old one's \(rounded(old, 4)). To replace it nevertheless: --force
      """
  }

  private func file(of model: ModelName) -> ModelFile? { try? ModelFile.open(versions.path(of: model.rawValue)) }
}
