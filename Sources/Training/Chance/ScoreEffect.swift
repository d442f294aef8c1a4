/// What the score of a model adds to a chance, for one table and one length (`ChanceFit`).
package struct ScoreEffect: Equatable, Sendable {
  /// The score as the shares predict it: weights of constant, item and user.
  var prediction: [Double]
  /// The weight of what the shares do not predict.
  var weight: Double
  /// How many ratings this rests on.
  var ratings: Int

  static let none = ScoreEffect(prediction: [0, 0, 0], weight: 0, ratings: 0)

  /// The means over rotations, where each rating counts the same.
  /// - Parameter rotations: effects of the same tables and lengths; those of a rotation may be missing.
  package static func pooled(_ rotations: [[ScoreEffect]]) -> [ScoreEffect] {
    let measured = rotations.filter { !$0.isEmpty }
    return (measured.first?.indices ?? 0..<0).map { place in
      let effects = measured.map { $0[place] }
      let total = effects.reduce(0) { $0 + $1.ratings }
      guard total > 0 else { return .none }
      func mean(_ value: (ScoreEffect) -> Double) -> Double {
        effects.reduce(0) { $0 + value($1) * Double($1.ratings) } / Double(total)
      }
      return ScoreEffect(
        prediction: (0..<3).map { feature in mean { $0.prediction[feature] } }, weight: mean(\.weight), ratings: total)
    }
  }
}
