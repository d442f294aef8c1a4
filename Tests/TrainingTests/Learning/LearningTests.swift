import Domain
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

struct LearningTests {
  private static let models: [any Trainer] = [
    EASE(lambda: 20), EASE(lambda: 5, dropout: 0.5), EASE(lambda: 20, storage: .int8),
    EASE(lambda: 20, discount: 0.5), EASE(lambda: 20, storage: .int8, discount: 0.5),
    ItemKNN(neighbours: 7, shrinkage: 0), ItemKNN(neighbours: 7, similarity: .jaccard, shrinkage: 3),
    ItemKNN(neighbours: 7, similarity: .tfidf, shrinkage: 1), ItemKNN(neighbours: 7, similarity: .bm25, shrinkage: 1),
    MostPopular(),
  ]

  @Test(arguments: models.indices)
  func `after many changes a model is the one that a training gives`(number: Int) throws {
    let trainer = Self.models[number]
    var world = World(users: 60, items: 30)
    var learning = try Learning([learnable(trainer, world.dataset)], on: world.dataset)
    for _ in 0..<100 {
      let users = world.change()
      #expect(try learning.follow(users, in: world.dataset(of: users)))
    }
    let learned = try model(learning)
    let trained = try trained(trainer, world.dataset)
    for context in (1...30).map({ [ItemID($0)] }) + [[1, 2, 3, 4], [9, 30, 5]] {
      let (expected, found) = (scores(of: trained, for: context), scores(of: learned, for: context))
      #expect(expected.keys == found.keys)
      let largest = expected.map { abs($0.value - (found[$0.key] ?? .infinity)) }.max() ?? 0
      #expect(largest < 1e-4, "\(context): \(largest)")
    }
  }

  @Test func `users that count by their length count relative to the mean length at the training`() throws {
    // Few of many items, so that a change is followed, and not trained from scratch.
    var world = World(users: 0, items: 200)
    for user: UserID in 1...60 { world.likes[user] = Set((0..<1 + user % 6).map { 1 + (user * 7 + $0 * 11) % 200 }) }
    let ease = EASE(.longEASE, lambda: 20, dropout: 0.66, storage: .float, features: 2)
    let before = world.dataset
    var learning = try Learning([learnable(ease, before)], on: before)
    world.likes[1] = [1, 2, 3, 150]
    world.likes[2] = nil
    world.likes[61] = [8, 9]
    #expect(try learning.follow([1, 2, 61], in: world.dataset(of: [1, 2, 61])))
    try expectSolve(of: world.dataset, by: ease, weighedAs: before, in: learning)
  }

  /// Expects the weights of a solve from scratch, in which users and favourites count what they counted `before`.
  private func expectSolve(
    of after: Dataset, by ease: EASE, weighedAs before: Dataset, in learning: Learning
  ) throws {
    let weights = ease.rowWeights(before.positives, before.favourites)
    var gram: Matrix<Float> = CoOccurrence(after.positives).gram(weights: weights.ofUsers(after.positives))
    if let favourites = after.favourites {
      CoOccurrence(favourites).addGram(to: &gram, weights: weights.ofFavourites(favourites))
    }
    gram.scaleDiagonal(by: ease.diagonalFactor)
    gram.addToDiagonal(Float(ease.lambda))
    let expected = try ease.weights(from: Cholesky(gram).inverse(), likes: after.likes)
    let learned = try model(learning)
    for item in 1...200 {
      for (other, score) in scores(of: learned, for: [ItemID(item)]) {
        #expect(abs(score - expected[item - 1, Int(other) - 1]) < 1e-6)
      }
    }
  }

  @Test func `favourites are followed, with the weights that they had at the training`() throws {
    var world = World(users: 0, items: 200)
    for user: UserID in 1...60 { world.likes[user] = Set((0..<1 + user % 6).map { 1 + (user * 7 + $0 * 11) % 200 }) }
    for user: UserID in 1...60 { world.lukewarm[user] = world.likes[user]?.filter { ($0 + user) % 3 == 0 } }
    let ease = EASE(.longEASE, lambda: 20, dropout: 0.66, storage: .float, features: 2, favourites: 0.25)
    let before = world.dataset
    var learning = try Learning([learnable(ease, before)], on: before)
    // What is a favourite changes, one user leaves, and two come, one of them without favourites.
    world.lukewarm[1] = [19]
    world.lukewarm[3] = []
    world.likes[2] = nil
    world.likes[61] = [8, 9, 150]
    world.lukewarm[61] = [9]
    world.likes[62] = [7]
    world.lukewarm[62] = [7]
    let changed: Set<UserID> = [1, 2, 3, 61, 62]
    #expect(try learning.follow(changed, in: world.dataset(of: changed)))
    #expect(try !learning.follow(changed, in: world.dataset(of: changed)))
    #expect(world.dataset.favourites != nil)
    try expectSolve(of: world.dataset, by: ease, weighedAs: before, in: learning)
  }

  @Test func `the first item that is no favourite is learned as by a training`() throws {
    var world = World(users: 60, items: 30)
    let ease = EASE(.longEASE, lambda: 20, storage: .float, features: 2, favourites: 0.5)
    var learning = try Learning([learnable(ease, world.dataset)], on: world.dataset)
    world.lukewarm[1] = world.likes[1]?.sorted().first.map { [$0] }
    #expect(try learning.follow([1], in: world.dataset(of: [1])))
    let (found, expected) = (
      scores(of: try model(learning), for: [1]), scores(of: try trained(ease, world.dataset), for: [1])
    )
    #expect(expected.allSatisfy { abs($0.value - (found[$0.key] ?? .infinity)) < 1e-6 })
  }

  @Test func `a user who leaves takes their influence along`() throws {
    var world = World(users: 60, items: 30)
    let (before, ease) = (world.dataset, EASE(lambda: 20))
    var learning = try Learning([learnable(ease, before)], on: before)
    world.likes[1_000] = [1, 2, 3]
    #expect(try learning.follow([1_000], in: world.dataset(of: [1_000])))
    #expect(scores(of: try model(learning), for: [1]) != scores(of: try trained(ease, before), for: [1]))
    world.likes[1_000] = nil
    #expect(try learning.follow([1_000], in: world.dataset(of: [1_000])))
    let (found, expected) = (scores(of: try model(learning), for: [1]), scores(of: try trained(ease, before), for: [1]))
    #expect(expected.allSatisfy { abs($0.value - (found[$0.key] ?? .infinity)) < 1e-6 })
  }

  @Test func `users whose likes are the same as before change nothing`() throws {
    let world = World(users: 60, items: 30)
    var learning = try Learning([learnable(EASE(lambda: 20), world.dataset)], on: world.dataset)
    #expect(try !learning.follow([1, 2, 999], in: world.dataset(of: [1, 2, 999])))
  }

  @Test(arguments: models.indices)
  func `at rest, models follow the next change by a training, and later ones as ever`(number: Int) throws {
    let trainer = Self.models[number]
    var world = World(users: 60, items: 30)
    var learning = try Learning([learnable(trainer, world.dataset)], on: world.dataset)
    learning.rest()
    #expect(try learning.isResting && !learning.follow([1, 2], in: world.dataset(of: [1, 2])))
    #expect(try learning.isResting && learning.contents(at: Timestamp(microseconds: 0)).isEmpty)
    for _ in 0..<3 {
      let users = world.change()
      #expect(try learning.follow(users, in: world.dataset(of: users)) && !learning.isResting)
    }
    let (learned, trained) = (try model(learning), try trained(trainer, world.dataset))
    for context in [[1], [9], [1, 2, 3, 4]] as [[ItemID]] {
      let (expected, found) = (scores(of: trained, for: context), scores(of: learned, for: context))
      #expect(expected.allSatisfy { abs($0.value - (found[$0.key] ?? .infinity)) < 1e-4 })
    }
  }

  @Test func `movies that came after the training wait for the next one`() throws {
    var world = World(users: 60, items: 30)
    var learning = try Learning([learnable(EASE(lambda: 20), world.dataset)], on: world.dataset)
    world.likes[1, default: []].insert(77)
    #expect(try !learning.follow([1], in: world.dataset(of: [1])))
    #expect(try model(learning).itemCount == 30)
  }

  @Test func `changes of most users are learned, too`() throws {
    var world = World(users: 60, items: 30)
    var learning = try Learning([learnable(EASE(lambda: 20), world.dataset)], on: world.dataset)
    var users: Set<UserID> = []
    for _ in 0..<200 { users.formUnion(world.change()) }
    #expect(try learning.follow(users, in: world.dataset(of: users)))
    let (found, expected) = (
      scores(of: try model(learning), for: [1, 2]),
      scores(of: try trained(EASE(lambda: 20), world.dataset), for: [1, 2])
    )
    #expect(expected.allSatisfy { abs($0.value - (found[$0.key] ?? .infinity)) < 1e-5 })
  }

  @Test func `if less than half of the data is left, models stay as they are`() throws {
    let world = World(users: 60, items: 30)
    let model = try learnable(EASE(lambda: 20), world.dataset)
    let few = world.dataset(of: Set(1...20))
    #expect(throws: Learning.Refusal.lostData(left: few.positiveCount, trainedOn: world.dataset.positiveCount)) {
      _ = try Learning([model], on: few)
    }
    var learning = try Learning([model], on: world.dataset)
    #expect(throws: Learning.Refusal.self) {
      _ = try learning.follow(Set(1...60), in: world.dataset(of: []))
    }
  }

  @Test func `a learned model keeps the version of its training, its figures and its taste`() throws {
    let world = World(users: 60, items: 30)
    let file = try ModelFile.decode(self.file(EASE(lambda: 20), world.dataset).encoded())
    let learning = try Learning([LearnableModel(file)], on: world.dataset)
    let time = Timestamp(seconds: 1_700_000_000)
    let learned = try Model(ModelFile.decode(learning.contents(at: time)[0].contents.encoded()), as: .ease)
    #expect(learned.version == file.version)
    #expect(learned.learnedAt == time)
    #expect(learned.figures.map(\.name) == ["NDCG@100"])
    #expect(try LearnableModel(file).taste == .liked)
    #expect(learned.likes.map { likes in (0..<30).map { likes[$0] } } == (1...30).map { Int32($0) })
    #expect(try Model(file, as: .ease).learnedAt == nil)
  }

  @Test func `models that cannot follow changes exactly say why`() throws {
    let dataset = World(users: 60, items: 30).dataset
    func reason(_ trainer: any Trainer, source: String = TrainingBasis.database) throws -> NotLearnable? {
      let file = try ModelFile.decode(self.file(trainer, dataset, source: source).encoded())
      do throws(NotLearnable) {
        _ = try LearnableModel(file)
        return nil
      } catch {
        return error
      }
    }
    #expect(try reason(EASE(lambda: 20, storage: .sparse)) == .sparse)
    #expect(try reason(Spectral()) == .spectral)
    #expect(try reason(EASE(lambda: 20), source: "files (.csv)") == .notFromDatabase)
    var contents = self.file(EASE(lambda: 20), dataset)
    contents.origin = []
    let file = try ModelFile.decode(contents.encoded())
    #expect(throws: NotLearnable.unknownTraining) { _ = try LearnableModel(file) }
  }

  @Test func `settings of taste survive a model file`() {
    var positives = Positives(threshold: Rating(halfStars: 7))
    positives.selectWeight = 0.25
    positives.viewWeight = 0.05
    positives.dislikeWeight = 1
    positives.halfLife = .seconds(30 * 86_400)
    for taste in [positives, .liked, .all] {
      #expect(
        Positives(settings: Dictionary(uniqueKeysWithValues: taste.settings.map { ($0.name, $0.value) })) == taste)
    }
    #expect(Positives(settings: ["threshold": "4"]) == nil)
  }

  // MARK: What users like

  /// Users with likes that change, the same each time.
  private struct World {
    var likes: [UserID: Set<ItemID>] = [:]
    /// Those of `likes` that are no favourites.
    var lukewarm: [UserID: Set<ItemID>] = [:]
    let items: Int
    private var state: UInt64 = 7

    init(users: Int, items: Int) {
      self.items = items
      guard users > 0 else { return }
      let random = SmallDataset.random(users: users, items: items, seed: 3)
      for (number, user) in random.users.enumerated() {
        likes[user] = Set(random.positives.row(number).map { random.items[Int($0)] })
      }
    }

    var dataset: Dataset { dataset(of: Set(likes.keys)) }

    func dataset(of users: Set<UserID>) -> Dataset {
      var builder = DatasetBuilder()
      for item in 1...ItemID(items) { builder.add(item) }
      for user in users {
        for item in likes[user] ?? [] {
          builder.add(SmallDataset.rating(user, item, lukewarm[user]?.contains(item) == true ? 3 : 5, at: 0))
        }
      }
      return builder.build(.all)
    }

    /// Two users like or stop liking an item, and one may come or leave.
    mutating func change() -> Set<UserID> {
      var users: Set<UserID> = []
      for _ in 0..<2 {
        let (user, item) = (UserID(1 + draw(70)), ItemID(1 + draw(items)))
        if likes[user]?.contains(item) == true {
          likes[user]?.remove(item)
        } else {
          likes[user, default: []].insert(item)
        }
        users.insert(user)
      }
      if draw(10) == 0 {
        let user = UserID(1 + draw(70))
        likes[user] = nil
        users.insert(user)
      }
      return users
    }

    private mutating func draw(_ bound: Int) -> Int {
      state = mix64(state)
      return Int(state % UInt64(bound))
    }
  }

  private func file(
    _ trainer: any Trainer, _ dataset: Dataset, source: String = TrainingBasis.database
  ) -> ModelFileContents {
    do {
      var contents = try trainer.model(
        of: dataset, at: Timestamp(seconds: 1_600_000_000), figures: [("NDCG@100", 0.5)], progress: NoProgress())
      let counts = SignalCounts(users: dataset.users.count, items: 30, signals: dataset.positiveCount)
      contents.sections += NewItems.sections(likes: (1...30).map { Int32($0) })
      contents.origin = TrainingBasis(source: source, .liked, counts, dataset).pairs
      return contents
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private func learnable(_ trainer: any Trainer, _ dataset: Dataset) throws -> LearnableModel {
    try LearnableModel(ModelFile.decode(file(trainer, dataset).encoded()))
  }

  private func model(_ learning: Learning) throws -> Model {
    let contents = try learning.contents(at: Timestamp(seconds: 0))[0].contents
    let file = try ModelFile.decode(contents.encoded())
    return try Model(file, as: try #require(ModelName(rawValue: contents.model)))
  }

  private func trained(_ trainer: any Trainer, _ dataset: Dataset) throws -> Model {
    try Model(ModelFile.decode(file(trainer, dataset).encoded()), as: trainer.name)
  }

  private func scores(of model: Model, for context: [ItemID]) -> [ItemID: Float] {
    var workspace = ScoringWorkspace()
    let items = model.recommend(context: context, count: 300, workspace: &workspace)
    return Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0.score) })
  }
}
