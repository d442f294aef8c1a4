import func Glibc.exp
import func Glibc.log

/// `auto`: a blend of the models that do best at the context's length.
///
/// EASE is hard to beat with a long history, but with one to three items, the usual context of a web page, it loses
/// even to popularity. The spectral model does best there, and neural models do best in between. No model is best at
/// every length, so `auto` weights them by length. Popularity is one of them, so that `auto` is never worse than
/// popularity as far as validation can tell.
///
/// `Auto.model(forContextOf:among:)` returns a `Model` like any other: its `label` names the parts, such as
/// `EASE+DeepFM`, and its `version` has the versions of all parts.
///
/// Training measures each model on validation users, showing it 1, 3, 10 or all items of a context. The model file
/// keeps these figures, and the weights follow from them, so that each file can be replaced on its own. Between two
/// lengths, a figure is interpolated linearly over the logarithm of the length.
package enum Auto {
  package static let name = "auto"

  /// The lengths of context that models are measured at; nil for the whole context.
  package static let lengths: [Int?] = [1, 3, 10, nil]

  /// The name of the figure in a model file that holds NDCG@100 at a context length.
  package static func figure(at length: Int?) -> String {
    "Validation NDCG@100, " + (length.map { $0 == 1 ? "1 film" : "\($0) films" } ?? "all films")
  }

  /// The name of the figure that holds the mean length of a whole context: the geometric mean, because figures are
  /// interpolated over the logarithm. Few users have very long contexts, and they would stretch the arithmetic one.
  package static let meanLength = "Validation films shown"

  /// The name of the figure that holds the `fall` that does best at a context length.
  package static func fallFigure(at length: Int?) -> String { figure(at: length) + ", fall of auto" }

  /// A model's weight falls by a factor of e for every such step of NDCG@100 below the best. Chosen on validation users
  /// of MovieLens 100K, as are the next two. Training may find another one that does better (`fallFigure`): then the
  /// best model's file has it. 0 for the best model alone.
  package static let usualFall = 0.03
  /// The variants of EASE make similar errors: a second one takes weight from models that would correct the first.
  private static let variantsOfEASE: Set<ModelName> = [.ease, .shortEASE, .longEASE]
  /// More parts cost time and gain nothing.
  private static let maximumParts = 3
  /// Models with less weight are left out: they cost time and change nothing. The best model has weight 1.
  private static let leastWeight = 0.1

  /// The blend for a context of `count` items, led by the best model. Equally good models keep the given order. Nil if
  /// there are no models.
  ///
  /// A model without figures is used only if no model has any. A model whose items differ from the best one's is left
  /// out.
  /// - Parameter fall: nil for that of the best model's file.
  package static func model(forContextOf count: Int, among models: [Model], fall: Double? = nil) -> Model? {
    let measured = models.compactMap { model in model.curve[count].map { (model: model, figure: $0) } }
    let ranked = measured.enumerated().sorted { ($1.element.figure, $0.offset) < ($0.element.figure, $1.offset) }
    guard let best = ranked.first?.element else { return models.first }
    let bestEASE = ranked.first { variantsOfEASE.contains($0.element.model.name) }?.element.model
    let distinct = ranked.filter { _, part in
      part.model.hasSameItems(as: best.model) && (part.model === bestEASE || !variantsOfEASE.contains(part.model.name))
    }
    let fall = fall ?? best.model.falls[count] ?? usualFall
    guard fall > 0 else { return best.model }
    let parts = distinct.prefix(maximumParts).compactMap { _, part -> (model: Model, weight: Float)? in
      let weight = exp((part.figure - best.figure) / fall)
      return weight >= leastWeight ? (part.model, Float(weight)) : nil
    }
    return parts.count > 1 ? Model(blending: parts) : best.model
  }

  /// NDCG@100 of a model, or another figure, as a function of the context length.
  struct Curve: Sendable {
    /// The logarithms of the lengths ascend.
    private let points: [(length: Double, figure: Double)]

    /// - Parameter name: the name of the figure at a context length.
    init(_ figures: [(name: String, value: Double)], of name: (Int?) -> String = figure) {
      let figures = Dictionary(figures.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      points = lengths.compactMap { length -> (length: Double, figure: Double)? in
        guard let figure = figures[name(length)] else { return nil }
        guard let count = length.map(Double.init) ?? figures[meanLength], count >= 1 else { return nil }
        return (log(count), figure)
      }.sorted { $0.length < $1.length }
    }

    /// The figure for a context of `count` items; nil if there are no figures.
    subscript(count: Int) -> Double? {
      let position = log(Double(max(1, count)))
      guard let next = points.firstIndex(where: { $0.length > position }) else { return points.last?.figure }
      guard next > 0 else { return points.first?.figure }
      let (low, high) = (points[next - 1], points[next])
      return low.figure + (high.figure - low.figure) * (position - low.length) / (high.length - low.length)
    }
  }
}
