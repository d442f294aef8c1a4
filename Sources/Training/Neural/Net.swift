import LinearAlgebra

/// People of whom the net is to learn, all at one step.
struct NetBatch: Sendable {
  let people: People
  /// Which films they like, to be found; people × films.
  let targets: SparseMatrix
}

/// A two-tower net with a perceptron over both towers: what NeuralMF and DeepFM have in common.
///
/// `s = ⟨p, q⟩ + b + scale · output · relu(second · relu(A p + C q + first bias) + second bias)`, where p is the sum of
/// what is known of a person, and q of a film, each kind of fact divided by the root of its number; what is known of a
/// person besides films counts the less, the more films are known.
struct Net: Sendable {
  let shape: NetShape
  /// What is known of the films, in the order of the tables; films × rows of the table.
  let filmFacts: [SparseMatrix]
  var parameters: NetParameters

  /// q: films × width.
  var filmVectors: Matrix<Float> {
    var vectors = Matrix<Float>(rows: filmFacts[0].rows, columns: shape.width)
    for (facts, table) in zip(filmFacts, parameters.films) { vectors.addBags(facts, of: table) }
    return vectors
  }

  /// p: people × width.
  func personVectors(_ people: People) -> Matrix<Float> {
    var vectors = Matrix<Float>(rows: people.count, columns: shape.width)
    vectors.addBags(people.likes, of: parameters.people[0])
    for (facts, table) in zip(people.facts, parameters.people.dropFirst()) {
      vectors.addBags(facts, of: table, weights: people.factWeights)
    }
    if shape.isSquashed { vectors.squash() }
    return vectors
  }

  /// What the first layer gets of each film; films × first layer.
  func firstOfFilms(_ films: Matrix<Float>) -> Matrix<Float> {
    .product(films.part(shape.perceptron), parameters.firstOfFilms.transposed())
  }

  /// And of each person, with the bias; people × first layer.
  func firstOfPeople(_ people: Matrix<Float>) -> Matrix<Float> {
    var first = Matrix.product(people.part(shape.perceptron), parameters.firstOfPeople.transposed())
    first.addToRows(parameters.firstBias)
    return first
  }

  /// The output has the scale of the shape in it.
  var pairPerceptron: PairPerceptron {
    var output = parameters.output
    output.scaleColumns(by: [Float](repeating: shape.outputScale, count: output.columns))
    return PairPerceptron(second: parameters.second, bias: parameters.secondBias, output: output)
  }

  /// The score of every film; people × films.
  func scores(_ people: People) -> Matrix<Float> {
    let films = filmVectors
    return scores(of: personVectors(people), films, firstOfFilms(films))
  }

  private func scores(
    of people: Matrix<Float>, _ films: Matrix<Float>, _ firstOfFilms: Matrix<Float>
  ) -> Matrix<Float> {
    var scores = Matrix.product(people.part(shape.factors), films.transposed(shape.factors))
    scores.addToRows(parameters.filmBias)
    pairPerceptron.add(people: firstOfPeople(people), films: firstOfFilms, to: &scores)
    return scores
  }

  /// The loss of a softmax over all films, its mean over the people of the batch, and its gradient.
  func gradient(_ batch: NetBatch) -> (loss: Double, gradient: NetParameters) {
    let people = personVectors(batch.people)
    let films = filmVectors
    let firstOfFilms = firstOfFilms(films)
    // From scores to errors, in place.
    var errors = scores(of: people, films, firstOfFilms)
    let loss = errors.softmaxGradient(targets: batch.targets, weight: 1 / Float(max(1, people.rows)))

    var gradient = NetParameters(shape, people: parameters.people.map(\.rows), films: parameters.films.map(\.rows))
    gradient.filmBias.addRowSum(of: errors)
    var peopleErrors = Matrix<Float>(rows: people.rows, columns: shape.width)
    var filmErrors = Matrix<Float>(rows: films.rows, columns: shape.width)
    peopleErrors.addProduct(errors.part(), films.part(shape.factors), to: shape.factors)
    filmErrors.addProduct(errors.transposed(), people.part(shape.factors), to: shape.factors)

    let pairs = pairPerceptron.gradient(people: firstOfPeople(people), films: firstOfFilms, errors: errors)
    gradient.second = pairs.second
    gradient.secondBias = pairs.bias
    gradient.output = pairs.output
    gradient.output.scaleColumns(by: [Float](repeating: shape.outputScale, count: gradient.output.columns))
    gradient.firstBias.addRowSum(of: pairs.people)
    gradient.firstOfPeople.addProduct(pairs.people.transposed(), people.part(shape.perceptron))
    gradient.firstOfFilms.addProduct(pairs.films.transposed(), films.part(shape.perceptron))
    peopleErrors.addProduct(pairs.people.part(), parameters.firstOfPeople.part(), to: shape.perceptron)
    filmErrors.addProduct(pairs.films.part(), parameters.firstOfFilms.part(), to: shape.perceptron)

    if shape.isSquashed { peopleErrors.multiplyBySquashGradient(of: people) }
    gradient.people[0].addGradient(ofBags: batch.people.likes, peopleErrors)
    for (table, facts) in batch.people.facts.enumerated() {
      gradient.people[table + 1].addGradient(ofBags: facts, peopleErrors, weights: batch.people.factWeights)
    }
    for (table, bags) in filmFacts.enumerated() { gradient.films[table].addGradient(ofBags: bags, filmErrors) }
    return (loss, gradient)
  }
}
