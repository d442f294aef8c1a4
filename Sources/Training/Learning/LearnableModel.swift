import Domain
import LinearAlgebra
import ModelFile
import Scoring

/// Why a served model cannot follow changes between trainings.
package enum NotLearnable: Error, Equatable, CustomStringConvertible {
  case neural
  case spectral
  /// Weights that are fitted one by one do not follow from one inverse.
  case sparse
  /// Users of files are others than those of the database.
  case notFromDatabase
  /// The file does not say how it was trained.
  case unknownTraining

  package var description: String {
    switch self {
    case .neural: "neural models learn by training only"
    case .spectral: "eigenvectors change by training only"
    case .sparse: "models with sparse weights learn by training only"
    case .notFromDatabase: "it was not trained on the database"
    case .unknownTraining: "its file does not say how it was trained"
    }
  }
}

/// A served model in closed form, with everything that is needed to train it again in the same way.
package struct LearnableModel: Sendable {
  /// The models that may be learnable, the most important first.
  package static let names: [ModelName] = [.ease, .longEASE, .itemKNN, .shortEASE, .popularity]

  package let name: ModelName
  /// The version of the served file.
  package let version: String
  package let taste: Positives
  package let items: [ItemID]
  /// Positives at the training.
  let positives: Int
  private let form: Form
  private let trainedAt: Int64
  private let fingerprint: UInt64
  private let hyperparameters: [(name: String, value: String)]
  private let figures: [(name: String, value: Double)]
  /// What the training has told about chances and new items.
  private let further: [SectionContents]
  private let origin: [(name: String, value: String)]

  private enum Form: Sendable {
    case ease(EASE)
    case itemKNN(ItemKNN)
    case popularity
  }

  package init(_ file: ModelFile) throws(NotLearnable) {
    guard let name = ModelName(rawValue: file.model), let basis = TrainingBasis(file.origin),
      let taste = Positives(settings: basis.taste)
    else { throw .unknownTraining }
    guard basis.source == TrainingBasis.database else { throw .notFromDatabase }
    let values = Dictionary(file.hyperparameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    switch name {
    case .neuralMF, .deepFM: throw .neural
    case .spectral: throw .spectral
    case .popularity: form = .popularity
    case .itemKNN:
      guard let knn = ItemKNN(stored: values) else { throw .unknownTraining }
      form = .itemKNN(knn)
    case .ease, .shortEASE, .longEASE:
      guard let ease = EASE(name, stored: values) else { throw .unknownTraining }
      guard ease.storage(items: file.items.count) != .sparse else { throw .sparse }
      form = .ease(ease)
    }
    self.name = name
    version = file.version
    self.taste = taste
    items = file.items.withUnsafeBufferPointer { Array($0) }
    positives = basis.positives
    trainedAt = file.trainedAt
    fingerprint = file.fingerprint
    hyperparameters = file.hyperparameters
    figures = file.figures
    let likes = (try? NewItems.likes(file)).flatMap(\.self)?.withUnsafeBufferPointer { Array($0) }
    further = ((try? Chance(file))?.sections ?? []) + (likes.map { NewItems.sections(likes: $0) } ?? [])
    origin = file.origin
  }

  /// Bytes that its learner holds, and as much again while it writes the file.
  package var memory: Int {
    switch form {
    case .ease, .itemKNN: items.count * EASEScorer.stride(items: items.count) * MemoryLayout<Float>.stride
    case .popularity: items.count * MemoryLayout<Int>.stride
    }
  }

  /// The models by items and taste, in the order of the first of each.
  package static func groups(_ models: [LearnableModel]) -> [[LearnableModel]] {
    models.reduce(into: []) { groups, model in
      let group = groups.firstIndex { $0[0].taste == model.taste && $0[0].items == model.items }
      if let group { groups[group].append(model) } else { groups.append([model]) }
    }
  }

  /// - Parameter favourites: users × items; nil if all positives are.
  func learner(
    on positives: SparseMatrix, _ favourites: SparseMatrix?, _ itemFeatures: ItemFeatures
  ) throws(TrainingError) -> any Learner {
    switch form {
    case .ease(let ease): try EASELearner(ease, on: positives, favourites, itemFeatures)
    case .itemKNN(let knn): ItemKNNLearner(knn, on: positives)
    case .popularity: PopularityLearner(on: positives)
    }
  }

  /// The file with the sections of its learner, as of `time`. It keeps the figures, which the training has measured.
  func contents(_ sections: [SectionContents], at time: Timestamp) -> ModelFileContents {
    var contents = ModelFileContents(
      model: name.rawValue, trainedAt: trainedAt, fingerprint: fingerprint, hyperparameters: hyperparameters,
      figures: figures, items: items, sections: sections + further)
    contents.origin = origin + LearnedModel(from: version, at: time).pairs
    return contents
  }
}

extension EASE {
  /// As a model file stores it; nil if that is not whole.
  init?(_ name: ModelName, stored values: [String: String]) {
    guard let lambda = values["lambda"].flatMap(Double.init), lambda > 0,
      let dropout = values["dropout"].flatMap(Double.init), (0..<1).contains(dropout),
      let weights = values["weights"].flatMap({ Int($0) }), weights > 0
    else { return nil }
    let features = values["features"].map { Float($0) }
    if case .some(nil) = features { return nil }
    guard let discount = values["discount"].map({ Float($0) }) ?? 0, discount >= 0,
      let favourites = values["favourites"].map({ Float($0) }) ?? 0, favourites >= 0,
      favourites == 0 || features != nil
    else { return nil }
    self.init(
      name, lambda: lambda, dropout: dropout, storage: values["storage"].flatMap(EASEStorage.init), weights: weights,
      features: features ?? nil, favourites: favourites, discount: discount)
  }
}

extension ItemKNN {
  /// As a model file stores it; nil if that is not whole.
  init?(stored values: [String: String]) {
    guard let neighbours = values["neighbours"].flatMap({ Int($0) }), neighbours > 0,
      let similarity = values["similarity"].flatMap(Similarity.init),
      let shrinkage = values["shrinkage"].flatMap(Double.init), shrinkage >= 0
    else { return nil }
    self.init(neighbours: neighbours, similarity: similarity, shrinkage: shrinkage)
  }
}
