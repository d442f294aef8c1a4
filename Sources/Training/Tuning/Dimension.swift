import Domain
import Scoring

/// A hyperparameter of a search, and the values that it may take.
struct Dimension: Sendable {
  /// The option of `marquee-train`, for example `--lambda`.
  let option: String
  let values: [String]
  /// Whether adjacent values are similar.
  let isOrdered: Bool
  /// The index of the default.
  let start: Int
  let apply: @Sendable (Int, inout Hyperparameters) -> Void

  /// - Parameter standard: the default, at which the search begins; added if it is not among the values.
  static func numbers(
    _ option: String, _ values: [Double], standard: Double,
    _ setting: @escaping @Sendable (Double, inout Hyperparameters) -> Void
  ) -> Dimension {
    let values = Set(values + [standard]).sorted()
    let start = values.firstIndex(of: standard) ?? 0
    return Dimension(option: option, values: values.map(decimal), isOrdered: true, start: start) {
      setting(values[$0], &$1)
    }
  }

  /// The values to try after `value`: the adjacent ones, or all others if there is no order.
  func neighbours(of value: Int) -> [Int] {
    isOrdered ? [value - 1, value + 1].filter(values.indices.contains) : values.indices.filter { $0 != value }
  }
}

extension Dimension {
  /// The hyperparameters of a model that are searched. All others stay as given.
  static func all(of model: ModelName, _ positives: Positives, _ given: Hyperparameters) -> [Dimension] {
    switch model {
    case .ease:
      [
        numbers(
          "--lambda", [10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000],
          standard: given.lambda ?? Trainers.defaultLambda(positives)
        ) { $1.lambda = $0 },
        numbers("--dropout", [0, 0.2, 0.35, 0.5, 0.66, 0.8, 0.9, 0.95], standard: given.dropout ?? 0) {
          $1.dropout = $0
        },
      ]
    case .itemKNN:
      [
        numbers("--neighbours", [10, 20, 50, 100, 200, 400, 800], standard: Double(given.neighbours)) {
          $1.neighbours = Int($0)
        },
        similarities(given.similarity),
        numbers("--shrinkage", [0, 1, 3, 10, 30, 100], standard: given.shrinkage) { $1.shrinkage = $0 },
      ]
    case .neuralMF, .deepFM: neural(NeuralHyperparameters(given.start, lambda: 1), given)
    case .spectral, .shortEASE, .longEASE, .popularity: []
    }
  }

  private static func similarities(_ given: Similarity) -> Dimension {
    let all = Similarity.allCases
    return Dimension(
      option: "--similarity", values: all.map(\.rawValue), isOrdered: false, start: all.firstIndex(of: given) ?? 0
    ) { $1.similarity = all[$0] }
  }

  private static func neural(_ standard: NeuralHyperparameters, _ given: Hyperparameters) -> [Dimension] {
    [
      numbers(
        "--learning-rate",
        [0.0001, 0.0002, 0.0003, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.006, 0.01],
        standard: given.learningRate ?? standard.learningRate
      ) { $1.learningRate = $0 },
      numbers("--dropout", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], standard: given.dropout ?? standard.dropout) {
        $1.dropout = $0
      },
      numbers("--few-films", [0, 0.1, 0.2, 0.3, 0.5], standard: given.coldStartShare ?? standard.coldStartShare) {
        $1.coldStartShare = $0
      },
    ]
  }
}
