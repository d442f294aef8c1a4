import LinearAlgebra

/// A perceptron with two hidden layers over every pair of a user and an item. The input of its first layer is the sum
/// of one part from each: `f(a, c) = output · relu(second · relu(a + c) + bias)`.
///
/// Items are processed in tiles, so that activations stay in the cache. The gradient recomputes activations, which is
/// cheaper than storing pairs × units of them.
struct PairPerceptron: Sendable {
  /// second layer × first layer.
  let second: Matrix<Float>
  /// 1 × second layer.
  let bias: Matrix<Float>
  /// 1 × second layer.
  let output: Matrix<Float>

  init(second: Matrix<Float>, bias: Matrix<Float>, output: Matrix<Float>) {
    precondition(bias.columns == second.rows && output.columns == second.rows)
    self.second = second
    self.bias = bias
    self.output = output
  }

  /// The gradient of a loss with respect to each input and each parameter.
  struct Gradient: Sendable {
    /// users × first layer.
    var users: Matrix<Float>
    /// items × first layer.
    var items: Matrix<Float>
    var second: Matrix<Float>
    var bias: Matrix<Float>
    var output: Matrix<Float>
  }

  /// Users are split into this many parts, whatever the number of processors, so that gradients are summed in the same
  /// order on every machine.
  private static let parts = 4

  /// Adds f to the score of every pair.
  /// - Parameters:
  ///   - users: users × first layer.
  ///   - items: items × first layer.
  ///   - scores: users × items.
  func add(users: Matrix<Float>, items: Matrix<Float>, to scores: inout Matrix<Float>) {
    check(users, items, scores)
    let tiles = ItemTiles(items)
    let outputs = concurrently(Self.parts) { part in
      let range = Self.users(of: part, users.rows)
      var output = Matrix<Float>(rows: range.count, columns: items.rows)
      var layers = PairLayers(self)
      for tile in 0..<tiles.count {
        for user in range {
          layers.compute(self, users, user, tiles, tile)
          layers.addOutput(self, to: &output, user - range.lowerBound, tiles.items(of: tile))
        }
      }
      return output
    }
    for (part, output) in outputs.enumerated() {
      scores.add(output, from: Self.users(of: part, users.rows).lowerBound)
    }
  }

  /// - Parameter errors: the gradient of the loss with respect to the score of each pair; users × items.
  func gradient(users: Matrix<Float>, items: Matrix<Float>, errors: Matrix<Float>) -> Gradient {
    check(users, items, errors)
    let tiles = ItemTiles(items)
    let parts = concurrently(Self.parts) { part in
      var gradient = Gradient(
        users: Matrix(rows: users.rows, columns: users.columns),
        items: Matrix(rows: items.rows, columns: items.columns),
        second: Matrix(rows: second.rows, columns: second.columns),
        bias: Matrix(rows: 1, columns: second.rows), output: Matrix(rows: 1, columns: second.rows))
      var itemGradients = ItemTiles(rows: items.rows, units: items.columns)
      var layers = PairLayers(self)
      for tile in 0..<tiles.count {
        for user in Self.users(of: part, users.rows) {
          layers.compute(self, users, user, tiles, tile)
          layers.setErrors(errors, user, tiles.items(of: tile))
          layers.addGradient(self, user, to: &gradient, &itemGradients, tile)
        }
      }
      itemGradients.store(to: &gradient.items)
      return gradient
    }
    var sum = parts[0]
    for part in parts.dropFirst() {
      sum.users.add(part.users, from: 0)
      sum.items.add(part.items, from: 0)
      sum.second.add(part.second, from: 0)
      sum.bias.add(part.bias, from: 0)
      sum.output.add(part.output, from: 0)
    }
    return sum
  }

  private static func users(of part: Int, _ count: Int) -> Range<Int> {
    count * part / parts..<count * (part + 1) / parts
  }

  private func check(_ users: Matrix<Float>, _ items: Matrix<Float>, _ scores: Matrix<Float>) {
    precondition(users.columns == second.columns && items.columns == second.columns)
    precondition(scores.rows == users.rows && scores.columns == items.rows)
  }
}
