import Domain
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

/// How neural models use age and gender.
struct DemographicsTrainingTests {
  static let starts = NeuralStart.allCases
  static let female = Demographics(age: nil, gender: .female)
  static let male = Demographics(age: nil, gender: .male)

  /// Two tastes without a common item: items 1–5 of young women, and 6–10 of older men. Demographics of a quarter of
  /// the users are unknown.
  private static let dataset = dataset(isKnown: true)
  /// The same likes, without demographics.
  private static let bare = dataset(isKnown: false)

  private static func dataset(isKnown: Bool) -> Dataset {
    var builder = DatasetBuilder()
    for item: ItemID in 1...12 { builder.add(item) }
    for user: UserID in 1...40 {
      let isFemale = user.isMultiple(of: 2)
      for item in isFemale ? 1...5 : 6...10 { builder.add(SmallDataset.rating(user, ItemID(item), 5, at: 0)) }
      guard isKnown, user <= 30 else { continue }
      builder.add(
        user, isFemale ? Demographics(age: .from18, gender: .female) : Demographics(age: .from45, gender: .male))
    }
    return builder.build(.liked)
  }

  private static func trainers(_ start: NeuralStart, demographics: Bool = true, epochs: Int = 3) -> [any NeuralTrainer]
  {
    var settings = NeuralHyperparameters(start, lambda: 5)
    settings.demographics = demographics
    settings.epochs = epochs
    return [NeuralMF(settings), DeepFM(settings)]
  }

  private func contents(_ trainer: any Trainer, _ dataset: Dataset) throws -> ModelFileContents {
    try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
  }

  @Test func `a dataset has the last demographics of each user`() {
    var builder = DatasetBuilder()
    builder.add(3, Self.male)
    for user: UserID in [5, 3, 4] { builder.add(SmallDataset.rating(user, 1, 5, at: 0)) }
    builder.add(SmallDataset.rating(6, 1, 1, at: 0))
    builder.add(4, Self.male)
    builder.add(4, .unknown)
    builder.add(5, Self.male)
    builder.add(5, Demographics(age: .under18, gender: .female))
    builder.add(6, Self.female)
    let dataset = builder.build(.liked)
    #expect(dataset.users == [3, 4, 5])
    #expect(dataset.demographics == [Self.male, .unknown, Demographics(age: .under18, gender: .female)])
    #expect(dataset.users { $0 != 4 }.demographics == [dataset.demographics[0], dataset.demographics[2]])
  }

  @Test func `held-out users keep their demographics`() throws {
    let split = Split(Self.dataset, rotation: 0)
    for user in split.test + split.validation { #expect(user.demographics == known(user.user)) }
    #expect((split.test + split.validation).contains { $0.demographics != .unknown })
    #expect(zip(split.train.users, split.train.demographics).allSatisfy { known($0) == $1 })
    let temporal = TemporalSplit(Self.dataset)
    #expect(temporal.train.demographics == Self.dataset.demographics)
    #expect(temporal.test.allSatisfy { $0.demographics == known($0.user) })
    let anonymous = split.test.map(\.anonymous)
    #expect(
      anonymous.allSatisfy { $0.demographics == .unknown } && anonymous.map(\.context) == split.test.map(\.context))
  }

  private func known(_ user: UserID) -> Demographics {
    guard let position = Self.dataset.users.firstIndex(of: user) else { return .unknown }
    return Self.dataset.demographics[position]
  }

  @Test func `a user known by age or gender alone is recommended what such users like`() throws {
    for trainer in Self.trainers(.scratch, epochs: 20) {
      let model = try Model(ModelFile.decode(contents(trainer, Self.dataset).encoded()), as: trainer.name)
      var workspace = ScoringWorkspace()
      func best(_ user: Demographics) -> Set<ItemID> {
        Set(model.recommend(context: [], for: user, count: 5, workspace: &workspace).map(\.id))
      }
      for user in [Self.female, Demographics(age: .from18, gender: nil)] { #expect(best(user) == [1, 2, 3, 4, 5]) }
      for user in [Self.male, Demographics(age: .from45, gender: nil)] { #expect(best(user) == [6, 7, 8, 9, 10]) }
      // No user of that age was in the dataset.
      let unseen = model.recommend(
        context: [1], for: Demographics(age: .under18, gender: nil), count: 12, workspace: &workspace)
      #expect(unseen == model.recommend(context: [1], count: 12, workspace: &workspace))
    }
  }

  @Test func `age and gender are hidden at half of the steps, independently`() {
    var random = SeededGenerator(seed: 1)
    let user = Demographics(age: .from35, gender: .male)
    var counts: [Demographics: Int] = [:]
    for _ in 0..<4_000 { counts[user.partlyHidden(&random), default: 0] += 1 }
    let kinds = [user, .unknown, Demographics(age: .from35, gender: nil), Self.male]
    #expect(Set(counts.keys) == Set(kinds))
    // The bound is four standard deviations.
    for kind in kinds { #expect(abs(counts[kind, default: 0] - 1_000) < 110) }
    #expect(Demographics.unknown.partlyHidden(&random) == .unknown)
  }

  @Test(arguments: starts)
  func `the scorer of a neural model uses demographics as its trainer does`(start: NeuralStart) throws {
    for trainer in Self.trainers(start) {
      let (dataset, settings) = (Self.dataset, trainer.settings)
      var random = SeededGenerator(seed: 1)
      let network = NeuralNetwork(
        trainer.shape, itemFeatures: trainer.itemFeatures(of: dataset), dataset, settings, random: &random)
      var loop = TrainingLoop(settings, dataset, validation: [], random: random)
      let trained = loop.train(network, progress: NoProgress()).network
      let file = trainer.contents(Trained(sections: trained.sections), of: dataset, at: Timestamp(seconds: 0))
      let model = try Model(ModelFile.decode(file.encoded()), as: trainer.name)
      var workspace = ScoringWorkspace()
      for age in [nil] + AgeGroup.allCases.map(Optional.some) {
        for gender in [nil, .female, .male] as [Gender?] {
          let user = Demographics(age: age, gender: gender)
          for context: [Int32] in [[], [1, 6, 7]] {
            let expected = trained.scores(UserFeatures([context], items: 12, [user], settings))
            let answer = model.recommend(
              context: context.map { dataset.items[Int($0)] }, for: user, count: 12, workspace: &workspace)
            #expect(answer.count == 12 - context.count)
            for item in answer {
              let position = try #require(dataset.items.firstIndex(of: item.id))
              #expect(abs(item.score - expected[0, position]) < 1e-4)
            }
          }
        }
      }
    }
  }

  @Test(arguments: starts)
  func `the same demographics give the same bytes, and others give other bytes`(start: NeuralStart) throws {
    for trainer in Self.trainers(start) {
      let first = try contents(trainer, Self.dataset).encoded()
      #expect(try contents(trainer, Self.dataset).encoded() == first)
      let bare = try contents(trainer, Self.bare)
      #expect(try bare.encoded() != first)
      // Without known demographics the network learns what one without demographics learns.
      let blind = try contents(
        Self.trainers(start, demographics: false)[trainer.name == .neuralMF ? 0 : 1], Self.dataset)
      let (bareFile, blindFile) = try (ModelFile.decode(bare.encoded()), ModelFile.decode(blind.encoded()))
      for section in ["people", "films", "first.films", "output"] {
        let (left, right) = try (
          bareFile.section(section, of: Float.self), blindFile.section(section, of: Float.self)
        )
        #expect((0..<left.count).allSatisfy { left[$0] == right[$0] })
      }
      let ages = try bareFile.section("ages", of: Float.self)
      #expect(ages.count > 0 && (0..<ages.count).allSatisfy { ages[$0] == 0 })
      #expect(!blindFile.hasSection("ages") && !blindFile.hasSection("genders"))
      #expect(blindFile.hyperparameters.contains { $0 == ("demographics", "false") })
    }
  }

  @Test func `the fingerprint of a model with demographics changes with them`() {
    let (bare, known) = (Self.bare, Self.dataset)
    #expect(bare.fingerprint == known.fingerprint)
    let (seeing, blind) = (Self.trainers(.scratch)[0], Self.trainers(.scratch, demographics: false)[0])
    #expect(seeing.fingerprint(of: bare) == bare.fingerprint)
    #expect(seeing.fingerprint(of: known) != bare.fingerprint)
    #expect(blind.fingerprint(of: known) == bare.fingerprint)
    #expect(EASE(lambda: 1).fingerprint(of: known) == bare.fingerprint)
  }

  @Test func `an evaluation shows demographics of test users, unless they are anonymous`() throws {
    let trainer = Self.trainers(.scratch)[0]
    let figures = try [false, true].map { isAnonymous in
      let evaluation = Evaluation(Self.dataset, scratch: "/tmp", isAnonymous: isAnonymous)
      return try evaluation.run([trainer], rotation: 0, lengths: [1], progress: NoProgress())
    }
    let values = figures.map { results in results.map { $0.test[0][.ndcg100]?.value } }
    // Popularity ignores demographics.
    #expect(values[0][0] != nil && values[0][0] == values[1][0])
    #expect(values[0][1] != nil && values[0][1] != values[1][1])
    #expect(figures[0][1].validation?.figures.map(\.value) == figures[1][1].validation?.figures.map(\.value))
  }
}
