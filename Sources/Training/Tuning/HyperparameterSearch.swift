import Scoring

/// Searches for the best hyperparameters of a model, first at random, then next to the best so far.
///
/// The first trial is the default. A third of all trials are random, so that the search does not end on the first hill.
/// Then come the untried neighbours of the best trial so far and, once none is left, more random ones. Nothing is tried
/// twice, and the same seed gives the same search.
package struct HyperparameterSearch {
  /// The hyperparameters that were tried, and their figure.
  package struct Trial: Sendable {
    package let hyperparameters: Hyperparameters
    /// The same as options of `marquee-train`, for example `--lambda`, `200`.
    package let options: [String]
    package let figure: MetricsSummary.Mean
    fileprivate let point: [Int]
  }

  private let dimensions: [Dimension]
  private let given: Hyperparameters
  private var random: SeededGenerator
  private var tried: Set<[Int]> = []

  /// - Parameter given: where the search begins. What is not searched stays as given.
  package init(_ model: ModelName, _ positives: Positives, _ given: Hyperparameters, seed: UInt64) {
    self.init(Dimension.all(of: model, positives, given), given, seed: seed)
  }

  init(_ dimensions: [Dimension], _ given: Hyperparameters, seed: UInt64) {
    self.dimensions = dimensions
    self.given = given
    random = SeededGenerator(seed: seed)
  }

  /// Runs the search and returns all trials, in order.
  /// - Parameters:
  ///   - limit: the maximum number of trials; above 0.
  ///   - measure: measures hyperparameters, which it also gets as options. A greater figure is better. It returns nil
  ///     if nothing can be measured, which ends the search.
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

  /// The next trial; nil if none is left.
  private mutating func next(after count: Int, of limit: Int, _ best: [Int]?) -> [Int]? {
    guard let best else { return dimensions.map(\.start) }
    if count <= limit / 3, let point = drawn() { return point }
    return neighbours(of: best).randomElement(using: &random) ?? drawn()
  }

  /// An untried random trial; nil if a hundred draws in a row had all been tried before.
  private mutating func drawn() -> [Int]? {
    for _ in 0..<100 {
      let point = dimensions.map { $0.values.indices.randomElement(using: &random) ?? 0 }
      if !tried.contains(point) { return point }
    }
    return nil
  }

  /// The untried trials that differ from `point` in one value.
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
