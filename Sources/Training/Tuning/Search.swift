import Scoring

/// Looks for the best settings of a model: some at random, then always next to the best so far.
///
/// The first trial is the default; a third of the others are drawn at random, so that the search does not end on the
/// first hill. Then come the untried neighbours of the best so far, and where it has none left, more at random. No
/// settings are tried twice, and the same seed makes the same search.
package struct Search {
  /// Settings that were tried.
  package struct Trial: Sendable {
    package let hyperparameters: Hyperparameters
    /// As they are told to `marquee-train`, for example `--lambda`, `200`.
    package let options: [String]
    package let figure: MetricsSummary.Mean
    fileprivate let point: [Int]
  }

  private let dimensions: [Dimension]
  private let given: Hyperparameters
  private var random: SeededGenerator
  private var tried: Set<[Int]> = []

  /// - Parameter given: where the search begins, and what holds for settings that are not searched.
  package init(_ model: ModelName, _ positives: Positives, _ given: Hyperparameters, seed: UInt64) {
    self.init(Dimension.all(of: model, positives, given), given, seed: seed)
  }

  init(_ dimensions: [Dimension], _ given: Hyperparameters, seed: UInt64) {
    self.dimensions = dimensions
    self.given = given
    random = SeededGenerator(seed: seed)
  }

  /// All trials, in the order in which they were made.
  /// - Parameters:
  ///   - limit: how many at most; above 0.
  ///   - measure: how good some settings are, which it also gets as options; more is better. Nil where nothing can be
  ///     measured, which ends the search.
  package mutating func run<Failure: Error>(
    limit: Int, measure: (Hyperparameters, _ options: [String]) throws(Failure) -> MetricsSummary.Mean?
  ) throws(Failure) -> [Trial] {
    var trials: [Trial] = []
    var best: Trial?
    while trials.count < limit, let point = next(after: trials.count, of: limit, best?.point) {
      tried.insert(point)
      var hyperparameters = given
      for (dimension, value) in zip(dimensions, point) { dimension.apply(value, &hyperparameters) }
      let options = zip(dimensions, point).flatMap { [$0.option, $0.values[$1]] }
      guard let figure = try measure(hyperparameters, options) else { break }
      let trial = Trial(hyperparameters: hyperparameters, options: options, figure: figure, point: point)
      trials.append(trial)
      if figure.value > best?.figure.value ?? -.infinity { best = trial }
    }
    return trials
  }

  /// Nil where nothing is left to try.
  private mutating func next(after count: Int, of limit: Int, _ best: [Int]?) -> [Int]? {
    guard let best else { return dimensions.map(\.start) }
    if count <= limit / 3, let point = drawn() { return point }
    return neighbours(of: best).randomElement(using: &random) ?? drawn()
  }

  /// Untried settings; nil where many draws in a row were tried.
  private mutating func drawn() -> [Int]? {
    for _ in 0..<100 {
      let point = dimensions.map { $0.values.indices.randomElement(using: &random) ?? 0 }
      if !tried.contains(point) { return point }
    }
    return nil
  }

  /// Untried settings that differ in one value.
  private func neighbours(of point: [Int]) -> [[Int]] {
    dimensions.indices.flatMap { index in
      dimensions[index].neighbours(of: point[index]).map { value in
        var neighbour = point
        neighbour[index] = value
        return neighbour
      }
    }.filter { !tried.contains($0) }
  }
}
