import LinearAlgebra

/// Everything a net learns; also the shape of its gradient and of Adam's moments.
struct NetParameters: Sendable {
  /// One table for each kind of fact about a person, the films they like first: rows × width.
  var people: [Matrix<Float>]
  /// One table for each kind of fact about a film, its id first: rows × width.
  var films: [Matrix<Float>]
  /// 1 × films.
  var filmBias: Matrix<Float>
  /// first layer × columns of the perceptron.
  var firstOfPeople: Matrix<Float>
  var firstOfFilms: Matrix<Float>
  /// 1 × first layer.
  var firstBias: Matrix<Float>
  /// second layer × first layer.
  var second: Matrix<Float>
  /// 1 × second layer.
  var secondBias: Matrix<Float>
  /// 1 × second layer.
  var output: Matrix<Float>

  /// All zero.
  /// - Parameters:
  ///   - people, films: how many rows each table has.
  init(_ shape: NetShape, people: [Int], films: [Int]) {
    self.people = people.map { Matrix(rows: $0, columns: shape.width) }
    self.films = films.map { Matrix(rows: $0, columns: shape.width) }
    filmBias = Matrix(rows: 1, columns: films[0])
    firstOfPeople = Matrix(rows: shape.hidden.first, columns: shape.perceptron.count)
    firstOfFilms = firstOfPeople
    firstBias = Matrix(rows: 1, columns: shape.hidden.first)
    second = Matrix(rows: shape.hidden.second, columns: shape.hidden.first)
    secondBias = Matrix(rows: 1, columns: shape.hidden.second)
    output = secondBias
  }

  /// How many numbers.
  var count: Int {
    let layers = [filmBias, firstOfPeople, firstOfFilms, firstBias, second, secondBias, output]
    return (people + films + layers).reduce(0) { $0 + $1.rows * $1.columns }
  }

  /// Calls `body` with each part of this and the same part of three others.
  mutating func forEachPart(
    _ gradient: NetParameters, _ first: inout NetParameters, _ second_: inout NetParameters,
    _ body: (inout Matrix<Float>, Matrix<Float>, inout Matrix<Float>, inout Matrix<Float>) -> Void
  ) {
    for table in people.indices {
      body(&people[table], gradient.people[table], &first.people[table], &second_.people[table])
    }
    for table in films.indices {
      body(&films[table], gradient.films[table], &first.films[table], &second_.films[table])
    }
    body(&filmBias, gradient.filmBias, &first.filmBias, &second_.filmBias)
    body(&firstOfPeople, gradient.firstOfPeople, &first.firstOfPeople, &second_.firstOfPeople)
    body(&firstOfFilms, gradient.firstOfFilms, &first.firstOfFilms, &second_.firstOfFilms)
    body(&firstBias, gradient.firstBias, &first.firstBias, &second_.firstBias)
    body(&second, gradient.second, &first.second, &second_.second)
    body(&secondBias, gradient.secondBias, &first.secondBias, &second_.secondBias)
    body(&output, gradient.output, &first.output, &second_.output)
  }
}
