/// A perceptron of two hidden layers over every pair of a person and a film, whose first layer is a sum of a part of
/// each: `f(a, c) = output · relu(second · relu(a + c) + bias)`.
///
/// Worked off in tiles of films, so that what lies between the layers stays in the cache, and computed anew for the
/// gradient, which is cheaper than to keep it: pairs × units are many.
package struct PairPerceptron: Sendable {
  /// second layer × first layer.
  package let second: Matrix<Float>
  /// 1 × second layer.
  package let bias: Matrix<Float>
  /// 1 × second layer.
  package let output: Matrix<Float>

  package init(second: Matrix<Float>, bias: Matrix<Float>, output: Matrix<Float>) {
    precondition(bias.columns == second.rows && output.columns == second.rows)
    self.second = second
    self.bias = bias
    self.output = output
  }

  /// What a loss changes with each part.
  package struct Gradient: Sendable {
    /// people × first layer.
    package internal(set) var people: Matrix<Float>
    /// films × first layer.
    package internal(set) var films: Matrix<Float>
    package internal(set) var second: Matrix<Float>
    package internal(set) var bias: Matrix<Float>
    package internal(set) var output: Matrix<Float>
  }

  /// So many parts of the people are worked off side by side, whatever the number of processors: the sums of a gradient
  /// are made in the same order everywhere.
  private static let parts = 4

  /// Adds f to the score of every pair.
  /// - Parameters:
  ///   - people: people × first layer.
  ///   - films: films × first layer.
  ///   - scores: people × films.
  package func add(people: Matrix<Float>, films: Matrix<Float>, to scores: inout Matrix<Float>) {
    check(people, films, scores)
    let tiles = FilmTiles(films)
    let outputs = concurrently(Self.parts) { part in
      let persons = Self.people(of: part, people.rows)
      var output = Matrix<Float>(rows: persons.count, columns: films.rows)
      var layers = PairLayers(self)
      for tile in 0..<tiles.count {
        for person in persons {
          layers.compute(self, people, person, tiles, tile)
          layers.addOutput(self, to: &output, person - persons.lowerBound, tiles.columns(of: tile))
        }
      }
      return output
    }
    for (part, output) in outputs.enumerated() {
      scores.add(output, from: Self.people(of: part, people.rows).lowerBound)
    }
  }

  /// The gradient where `errors` holds that of the loss by the score of each pair; people × films.
  package func gradient(people: Matrix<Float>, films: Matrix<Float>, errors: Matrix<Float>) -> Gradient {
    check(people, films, errors)
    let tiles = FilmTiles(films)
    let parts = concurrently(Self.parts) { part in
      var gradient = Gradient(
        people: Matrix(rows: people.rows, columns: people.columns),
        films: Matrix(rows: films.rows, columns: films.columns),
        second: Matrix(rows: second.rows, columns: second.columns),
        bias: Matrix(rows: 1, columns: second.rows), output: Matrix(rows: 1, columns: second.rows))
      var filmGradients = FilmTiles(rows: films.rows, units: films.columns)
      var layers = PairLayers(self)
      for tile in 0..<tiles.count {
        for person in Self.people(of: part, people.rows) {
          layers.compute(self, people, person, tiles, tile)
          layers.setErrors(errors, person, tiles.columns(of: tile))
          layers.addGradient(self, person, to: &gradient, &filmGradients, tile)
        }
      }
      filmGradients.store(to: &gradient.films)
      return gradient
    }
    var sum = parts[0]
    for part in parts.dropFirst() {
      sum.people.add(part.people, from: 0)
      sum.films.add(part.films, from: 0)
      sum.second.add(part.second, from: 0)
      sum.bias.add(part.bias, from: 0)
      sum.output.add(part.output, from: 0)
    }
    return sum
  }

  private static func people(of part: Int, _ count: Int) -> Range<Int> {
    count * part / parts..<count * (part + 1) / parts
  }

  private func check(_ people: Matrix<Float>, _ films: Matrix<Float>, _ scores: Matrix<Float>) {
    precondition(people.columns == second.columns && films.columns == second.columns)
    precondition(scores.rows == people.rows && scores.columns == films.rows)
  }
}
