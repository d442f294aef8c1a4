import Glibc

/// `auto`: for each context the models that do best on contexts of that length, blended.
///
/// To use it: `Auto.model(forContextOf: known.count, among: available)` gives a `Model` like any other; its `label`
/// says what acted, as `EASE+DeepFM`, and its `version` has the versions of all parts.
///
/// When a model is trained, it is measured on validation users of whom it is shown 1, 3, 10 or all films, and its file
/// keeps the figures; the rule is in them, so that each file can come and go by itself. Between those lengths a figure
/// is read off the straight line over the logarithm of the length.
package enum Auto {
  package static let name = "auto"

  /// How many films of a user are shown; nil for all.
  package static let lengths: [Int?] = [1, 3, 10, nil]

  /// The figure of a model file that holds NDCG@100 at a length of context.
  package static func figure(at length: Int?) -> String {
    "Validation NDCG@100, " + (length.map { $0 == 1 ? "1 film" : "\($0) films" } ?? "all films")
  }

  /// The figure that holds how many films "all" are in the mean.
  package static let meanLength = "Validation films shown"

  /// How fast a model's weight falls with what it is behind the best: by a factor of e for so much NDCG@100. Chosen on
  /// validation users of MovieLens 100K.
  private static let fall = 0.01
  /// A model of less weight, the best having 1, is left out: it costs time and changes nothing.
  private static let leastWeight = 0.05

  /// What answers for a context of `count` films: the models weighted by how good each is at that length, the best
  /// first, equally good ones in the order given. Nil without models.
  ///
  /// A model whose file has no figures is taken only where none has any, and one that knows other films than the best
  /// stays out.
  package static func model(forContextOf count: Int, among models: [Model]) -> Model? {
    let measured = models.compactMap { model in model.curve[count].map { (model: model, figure: $0) } }
    let ranked = measured.enumerated().sorted { ($1.element.figure, $0.offset) < ($0.element.figure, $1.offset) }
    guard let best = ranked.first?.element else { return models.first }
    let parts = ranked.compactMap { _, part -> (model: Model, weight: Float)? in
      let weight = exp((part.figure - best.figure) / fall)
      return weight >= leastWeight && part.model.hasSameItems(as: best.model) ? (part.model, Float(weight)) : nil
    }
    return parts.count > 1 ? Model(blending: parts) : best.model
  }

  /// The NDCG@100 that a model's figures promise by the length of the context.
  struct Curve: Sendable {
    /// By ascending logarithm of the length.
    private let points: [(length: Double, figure: Double)]

    init(_ figures: [(name: String, value: Double)]) {
      let figures = Dictionary(figures.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      points = lengths.compactMap { length -> (length: Double, figure: Double)? in
        guard let figure = figures[Auto.figure(at: length)] else { return nil }
        guard let films = length.map(Double.init) ?? figures[meanLength], films >= 1 else { return nil }
        return (log(films), figure)
      }.sorted { $0.length < $1.length }
    }

    /// Nil without figures.
    subscript(count: Int) -> Double? {
      let position = log(Double(max(1, count)))
      guard let next = points.firstIndex(where: { $0.length > position }) else { return points.last?.figure }
      guard next > 0 else { return points.first?.figure }
      let (low, high) = (points[next - 1], points[next])
      return low.figure + (high.figure - low.figure) * (position - low.length) / (high.length - low.length)
    }
  }
}
