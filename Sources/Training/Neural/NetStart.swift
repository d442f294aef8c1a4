import Glibc
import LinearAlgebra

extension Net {
  /// A net that has learnt nothing yet, from scratch but how popular each film is.
  init(
    _ shape: NetShape, filmFacts: [SparseMatrix], _ dataset: Dataset, _ recipe: NeuralRecipe,
    random: inout SeededGenerator
  ) {
    self.shape = shape
    self.filmFacts = filmFacts
    parameters = NetParameters(
      shape, people: People.tables(films: dataset.items.count, recipe), films: filmFacts.map(\.columns))
    let deviation = recipe.tableDeviation
    // The other tables of people begin at zero: what nobody has told of themselves stays without effect.
    parameters.people[0].fill { deviation * random.normal() }
    for table in parameters.films.indices { parameters.films[table].fill { deviation * random.normal() } }
    parameters.firstOfPeople.fillLayer(inputs: 2 * shape.perceptron.count, &random)
    parameters.firstOfFilms.fillLayer(inputs: 2 * shape.perceptron.count, &random)
    parameters.second.fillLayer(inputs: shape.hidden.first, &random)
    parameters.output.fillLayer(inputs: shape.hidden.second, &random)
    if recipe.start == .scratch { parameters.filmBias.fillLogShares(of: dataset.positives) }
  }

  /// Puts EASE's matrix into the factors, as far as they can hold it: B ≈ U S Vᵀ by its greatest singular values, so
  /// that `Σ_{j ∈ H} B_j ≈ Σ_{j ∈ H} (U_j √S) (V √S)ᵀ` for a person who likes the films H. The films' bias stays 0, as
  /// EASE has none.
  mutating func startFromEASE(
    lambda: Double, dataset: Dataset, random: inout SeededGenerator, progress: any Progress
  ) throws(TrainingError) {
    let weights = try EASE(lambda: lambda).weights(of: dataset, progress: progress)
    progress.begin("factorising EASE's matrix", expected: nil)
    let svd: TruncatedSVD
    do {
      svd = try TruncatedSVD(of: weights, rank: shape.factors.count) { Float(random.normal()) }
    } catch { throw .algebra(error) }
    for (position, value) in svd.values.enumerated() {
      let factor = NeuralRecipe.factorScale * value.squareRoot()
      let column = shape.factors.lowerBound + position
      for film in 0..<dataset.items.count {
        parameters.people[0][film, column] = factor * svd.left[film, position]
        parameters.films[0][film, column] = factor * svd.right[film, position]
      }
    }
  }
}

extension Matrix<Float> {
  fileprivate mutating func fill(_ value: () -> Double) {
    for row in 0..<rows {
      for column in 0..<columns { self[row, column] = Float(value()) }
    }
  }

  /// Evenly within one over the root of the inputs. Source: LeCun et al. 1998, "Efficient BackProp", section 4.6.
  fileprivate mutating func fillLayer(inputs: Int, _ random: inout SeededGenerator) {
    let bound = 1 / Double(inputs).squareRoot()
    fill { bound * (2 * random.uniform() - 1) }
  }

  /// The logarithm of each column's share of all ones, relative to an even one; one is added to each count.
  fileprivate mutating func fillLogShares(of matrix: SparseMatrix) {
    var counts = [Double](repeating: 1, count: matrix.columns)
    for column in matrix.indices { counts[Int(column)] += 1 }
    let mean = counts.reduce(0, +) / Double(max(1, counts.count))
    for column in 0..<columns { self[0, column] = Float(log(counts[column] / mean)) }
  }
}
