import Glibc

/// `auto`: for each context the model that did best on contexts of that length.
///
/// When a model is trained, it is measured on validation users of whom it is shown 1, 3, 10 or all films, and its file
/// keeps the figures; the rule is in them, so that each file can come and go by itself. Between those lengths a figure is
/// read off the straight line over the logarithm of the length.
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

  /// The model for a context of `count` films; equally good ones in the order given. One whose file has no such figures
  /// comes last.
  package static func model(forContextOf count: Int, among models: [Model]) -> Model? {
    var best: (model: Model, figure: Double)?
    for model in models {
      let figure = model.curve[count] ?? -1
      if best.map({ figure > $0.figure }) ?? true { best = (model, figure) }
    }
    return best?.model
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
