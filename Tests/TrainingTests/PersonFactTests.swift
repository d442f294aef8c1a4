import Domain
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

/// What the neural models make of age and gender.
struct PersonFactTests {
  static let starts = NeuralStart.allCases
  static let female = Demographics(age: nil, gender: .female)
  static let male = Demographics(age: nil, gender: .male)

  /// Two tastes that share nothing: films 1–5, of women who are young, and 6–10, of men who are not. Of a quarter of
  /// the people nothing is known.
  private static let dataset = dataset(isKnown: true)
  /// The same, and nothing is known of anybody.
  private static let bare = dataset(isKnown: false)

  private static func dataset(isKnown: Bool) -> Dataset {
    var builder = DatasetBuilder()
    for film: MovieID in 1...12 { builder.add(film) }
    for user: UserID in 1...40 {
      let isFemale = user.isMultiple(of: 2)
      for film in isFemale ? 1...5 : 6...10 { builder.add(Fixture.rating(user, MovieID(film), 5, at: 0)) }
      guard isKnown, user <= 30 else { continue }
      builder.add(
        user, isFemale ? Demographics(age: .from18, gender: .female) : Demographics(age: .from45, gender: .male))
    }
    return builder.build(.liked)
  }

  private static func trainers(_ start: NeuralStart, demographics: Bool = true, epochs: Int = 3) -> [any NeuralTrainer]
  {
    var recipe = NeuralRecipe(start, lambda: 5)
    recipe.demographics = demographics
    recipe.epochs = epochs
    return [NeuralMF(recipe), DeepFM(recipe)]
  }

  private func contents(_ trainer: any Trainer, _ dataset: Dataset) throws -> ModelFileContents {
    try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
  }

  @Test func `the dataset knows of each user what was told last`() {
    var builder = DatasetBuilder()
    builder.add(3, Self.male)
    for user: UserID in [5, 3, 4] { builder.add(Fixture.rating(user, 1, 5, at: 0)) }
    builder.add(Fixture.rating(6, 1, 1, at: 0))
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

  @Test func `users who are held out keep what is known of them`() throws {
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

  @Test func `someone of whom nothing but gender or age is known is recommended what such people like`() throws {
    for trainer in Self.trainers(.scratch, epochs: 20) {
      let model = try Model(ModelFile.decode(contents(trainer, Self.dataset).encoded()), as: trainer.name)
      var workspace = ScoringWorkspace()
      func best(_ person: Demographics) -> Set<MovieID> {
        Set(model.recommend(context: [], for: person, count: 5, workspace: &workspace).map(\.id))
      }
      for person in [Self.female, Demographics(age: .from18, gender: nil)] { #expect(best(person) == [1, 2, 3, 4, 5]) }
      for person in [Self.male, Demographics(age: .from45, gender: nil)] { #expect(best(person) == [6, 7, 8, 9, 10]) }
      // Nobody of that age was there to learn from.
      let nobody = model.recommend(
        context: [1], for: Demographics(age: .under18, gender: nil), count: 12, workspace: &workspace)
      #expect(nobody == model.recommend(context: [1], count: 12, workspace: &workspace))
    }
  }

  @Test func `each fact is hidden at half of the steps, whatever happens to the other`() {
    var random = SeededGenerator(seed: 1)
    let person = Demographics(age: .from35, gender: .male)
    var counts: [Demographics: Int] = [:]
    for _ in 0..<4_000 { counts[person.partlyHidden(&random), default: 0] += 1 }
    let kinds = [person, .unknown, Demographics(age: .from35, gender: nil), Self.male]
    #expect(Set(counts.keys) == Set(kinds))
    // Four standard deviations.
    for kind in kinds { #expect(abs(counts[kind, default: 0] - 1_000) < 110) }
    #expect(Demographics.unknown.partlyHidden(&random) == .unknown)
  }

  @Test(arguments: starts)
  func `what is served scores people as the trainer does`(start: NeuralStart) throws {
    for trainer in Self.trainers(start) {
      let (dataset, recipe) = (Self.dataset, trainer.recipe)
      var random = SeededGenerator(seed: 1)
      let net = Net(trainer.shape, filmFacts: trainer.filmFacts(of: dataset), dataset, recipe, random: &random)
      var training = NeuralTraining(recipe, dataset, validation: [], random: random)
      let trained = training.train(net, progress: NoProgress()).net
      let file = trainer.contents(Trained(sections: trained.sections), of: dataset, at: Timestamp(seconds: 0))
      let model = try Model(ModelFile.decode(file.encoded()), as: trainer.name)
      var workspace = ScoringWorkspace()
      for age in [nil] + AgeGroup.allCases.map(Optional.some) {
        for gender in [nil, .female, .male] as [Gender?] {
          let person = Demographics(age: age, gender: gender)
          for context: [Int32] in [[], [1, 6, 7]] {
            let expected = trained.scores(People([context], films: 12, [person], recipe))
            let answer = model.recommend(
              context: context.map { dataset.items[Int($0)] }, for: person, count: 12, workspace: &workspace)
            #expect(answer.count == 12 - context.count)
            for movie in answer {
              let position = try #require(dataset.items.firstIndex(of: movie.id))
              #expect(abs(movie.score - expected[0, position]) < 1e-4)
            }
          }
        }
      }
    }
  }

  @Test(arguments: starts)
  func `the same seed gives the same bytes, and other facts give others`(start: NeuralStart) throws {
    for trainer in Self.trainers(start) {
      let first = try contents(trainer, Self.dataset).encoded()
      #expect(try contents(trainer, Self.dataset).encoded() == first)
      let bare = try contents(trainer, Self.bare)
      #expect(try bare.encoded() != first)
      // Nothing is known of anybody: what is learnt of films is what a net learns that never looks.
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

  @Test func `a model that goes by what is known of people is due when that changes`() {
    let (bare, known) = (Self.bare, Self.dataset)
    #expect(bare.fingerprint == known.fingerprint)
    let (seeing, blind) = (Self.trainers(.scratch)[0], Self.trainers(.scratch, demographics: false)[0])
    #expect(seeing.fingerprint(of: bare) == bare.fingerprint)
    #expect(seeing.fingerprint(of: known) != bare.fingerprint)
    #expect(blind.fingerprint(of: known) == bare.fingerprint)
    #expect(EASE(lambda: 1).fingerprint(of: known) == bare.fingerprint)
  }

  @Test func `an evaluation tells models what is known of test users, unless they are to be visitors`() throws {
    let trainer = Self.trainers(.scratch)[0]
    let figures = try [false, true].map { isAnonymous in
      let evaluation = Evaluation(Self.dataset, scratch: "/tmp", isAnonymous: isAnonymous)
      return try evaluation.run([trainer], rotation: 0, lengths: [1], progress: NoProgress())
    }
    let values = figures.map { results in results.map { $0.test[0][.ndcg100]?.value } }
    // Popularity is the same for everyone.
    #expect(values[0][0] != nil && values[0][0] == values[1][0])
    #expect(values[0][1] != nil && values[0][1] != values[1][1])
    #expect(figures[0][1].validation?.figures.map(\.value) == figures[1][1].validation?.figures.map(\.value))
  }
}
