import Domain
import Glibc
import LinearAlgebra

/// How one pass over all people went.
package struct Epoch: Equatable, Sendable {
  /// The mean over people.
  package let loss: Double
  /// NDCG@100 of the validation users; nil without.
  package let validation: Double?
}

/// Trains a net: in steps of some people each, of whom it is shown a part of what they like and must find all of it,
/// until people it has never seen are served no better.
struct NeuralTraining {
  private let recipe: NeuralRecipe
  private let dataset: Dataset
  private let validation: Validation
  private var random: SeededGenerator

  init(_ recipe: NeuralRecipe, _ dataset: Dataset, validation: [HeldOutUser], random: SeededGenerator) {
    self.recipe = recipe
    self.dataset = dataset
    self.validation = Validation(validation, dataset, recipe)
    self.random = random
  }

  /// The net after its last pass, or after its best one where the recipe leaves that to the validation users; and how
  /// each pass up to that went.
  mutating func train(_ start: Net, progress: any Progress) -> (net: Net, epochs: [Epoch]) {
    let stopsEarly = recipe.epochs == nil && !validation.isEmpty
    let maximum = recipe.epochs ?? (stopsEarly ? recipe.maximumEpochs : recipe.usualEpochs)
    var net = start
    var best = (net: net, epoch: 0, figure: -Double.infinity)
    var epochs: [Epoch] = []
    var adam = Adam(
      learningRate: recipe.learningRate,
      zero: NetParameters(net.shape, people: net.parameters.people.map(\.rows), films: net.filmFacts.map(\.columns)))
    progress.begin("training", expected: nil)
    for number in 1...max(1, maximum) {
      let loss = pass(&net, &adam)
      let epoch = Epoch(loss: loss, validation: validation.figure(of: net))
      epochs.append(epoch)
      progress.advance(to: Double(number) / Double(maximum), epoch.description(number, of: maximum))
      if !stopsEarly || epoch.validation ?? 0 > best.figure { best = (net, number, epoch.validation ?? 0) }
      if number - best.epoch >= NeuralRecipe.patience { break }
    }
    return (best.net, Array(epochs.prefix(best.epoch)))
  }

  /// One pass over all people. Returns the mean loss a person.
  private mutating func pass(_ net: inout Net, _ adam: inout Adam) -> Double {
    let order = Array(dataset.users.indices).shuffled(using: &random)
    // Of few people so few at a time that a pass has at least ten steps.
    let size = min(recipe.batch, max(1, order.count / 10))
    var loss = 0.0
    for start in stride(from: 0, to: order.count, by: size) {
      let users = order[start..<min(start + size, order.count)]
      let (mean, gradient) = net.gradient(batch(of: users))
      loss += mean * Double(users.count)
      adam.descend(&net.parameters, along: gradient)
    }
    return loss / Double(max(1, order.count))
  }

  private mutating func batch(of users: ArraySlice<Int>) -> NetBatch {
    let targets = users.map { Array(dataset.positives.row($0)) }
    let columns = dataset.items.count
    let likes = targets.map { shown(of: $0) }
    let known = recipe.demographics ? users.map { dataset.demographics[$0].partlyHidden(&random) } : []
    return NetBatch(
      people: People(likes, films: columns, known, recipe),
      targets: SparseMatrix(columns: columns, targets))
  }

  /// The part of a person's films that the net gets to see.
  private mutating func shown(of films: [Int32]) -> [Int32] {
    guard random.uniform() < recipe.fewFilms else { return films.filter { _ in random.uniform() >= recipe.dropout } }
    // Evenly by the logarithm of their number.
    let count = Int(pow(NeuralRecipe.fewFilmsEnd, random.uniform()))
    return films.shuffled(using: &random).prefix(count).sorted()
  }
}

extension Epoch {
  fileprivate func description(_ number: Int, of maximum: Int) -> String {
    let figure = validation.map { ", validation \(Metric.ndcg100.rawValue) \(rounded($0, 4))" } ?? ""
    return "pass \(number) of at most \(maximum), loss \(rounded(loss, 2))\(figure)"
  }
}
