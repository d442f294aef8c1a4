import ArgumentParser
import Configuration
import Domain
import ModelFile
import Scoring
import System
import Training

/// What learning between trainings costs, and how exact it is.
struct LearningCost: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time what learning between trainings costs, and compare it with a training from scratch.",
    discussion: """
      Lets random users like or stop liking a movie, a few users at a time, and lets each model follow. Half of the \
      changes take something away. Prints medians for the users that change together, and the greatest difference of \
      a weight from those of a training on what is liked in the end. All random choices are the same in every run.
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "Changes of one movie of one user.")
  var changes = 10_000

  @Option(help: "Users that change together.")
  var together = 4

  @Option(name: .customLong("model"), help: "Models, for example EASE. Default: all that learn.")
  var names = LearnableModel.names

  func validate() throws {
    guard changes > 0, together > 0 else { throw ValidationError("--changes and --together must be above 0.") }
  }

  func run() throws {
    try reportingFailure {
      let dataset = try readData(data, try Configuration.load(file: data.config), ConsoleProgress()).dataset
      print(Self.line("model", ["movies", "train, ms", "follow, ms", "write, ms", "difference"]))
      for name in names { try measure(name, on: dataset) }
    }
  }

  private func measure(_ name: ModelName, on dataset: Dataset) throws {
    let trainer = Trainers.trainer(of: name, data.positives, Hyperparameters())
    let counts = SignalCounts(users: dataset.users.count, items: dataset.items.count, signals: dataset.positiveCount)
    var contents = try trainer.model(of: dataset, at: .now(), progress: NoProgress())
    contents.origin = TrainingBasis(source: TrainingBasis.database, data.positives, counts, dataset).pairs
    let model = try LearnableModel(ModelFile.decode(contents.encoded()))
    let clock = ContinuousClock()
    var learning: Learning?
    let train = try clock.measure { learning = try Learning([model], on: dataset) }
    guard var learning else { return }
    var users = Users(dataset)
    var (follow, write): ([Duration], [Duration]) = ([], [])
    for _ in 0..<max(1, changes / together) {
      let changed = users.change(together)
      let now = users.dataset(of: changed)
      follow.append(try clock.measure { _ = try learning.follow(changed, in: now) })
      // Writing takes the same each time.
      if write.count < 10 { write.append(try clock.measure { _ = try learning.contents(at: .now()) }) }
    }
    let scratch = try Learning([model], on: users.dataset(of: users.all))
    let difference = try greatestDifference(learning, scratch, of: name)
    print(
      Self.line(
        name.rawValue,
        ["\(dataset.items.count)"] + [train, median(follow), median(write)].map { rounded($0 / .milliseconds(1), 2) }
          + ["\(difference)"]))
  }

  private func greatestDifference(_ first: Learning, _ second: Learning, of name: ModelName) throws -> Float {
    func model(_ learning: Learning) throws -> Model {
      try Model(ModelFile.decode(learning.contents(at: .now())[0].contents.encoded()), as: name)
    }
    let (first, second) = (try model(first), try model(second))
    var workspace = ScoringWorkspace()
    var greatest: Float = 0
    for position in stride(from: 0, to: first.itemCount, by: max(1, first.itemCount / 500)) {
      let scores = [first, second].map { model in
        model.recommend(context: [model.id(at: position)], count: model.itemCount, workspace: &workspace)
          .sorted { $0.id < $1.id }
      }
      for (one, other) in zip(scores[0], scores[1]) { greatest = max(greatest, abs(one.score - other.score)) }
    }
    return greatest
  }

  private func median(_ times: [Duration]) -> Duration { times.sorted()[times.count / 2] }

  private static func line(_ name: String, _ columns: [String]) -> String {
    FiguresTable.left(name, 12) + columns.map { FiguresTable.right($0, 14) }.joined()
  }

  /// What users like, and how that changes.
  private struct Users {
    /// What each user likes, and whether it is a favourite.
    private var likes: [UserID: [ItemID: Bool]] = [:]
    private let catalogue: Dataset
    private let ids: [UserID]
    /// Whether some of what is liked is no favourite.
    private let hasOthers: Bool
    private var random = SeededGenerator(seed: 1)

    init(_ dataset: Dataset) {
      catalogue = dataset
      ids = dataset.users
      hasOthers = dataset.isFavourite != nil
      for (number, user) in dataset.users.enumerated() {
        likes[user] = dataset.likes(ofUserAt: number)
      }
    }

    var all: Set<UserID> { Set(ids) }

    mutating func change(_ count: Int) -> Set<UserID> {
      let users = (0..<count).map { _ in ids[Int.random(in: ids.indices, using: &random)] }
      for user in users {
        let liked = (likes[user] ?? [:]).keys.sorted()
        if !liked.isEmpty, Bool.random(using: &random) {
          likes[user]?[liked[Int.random(in: liked.indices, using: &random)]] = nil
        } else {
          let item = catalogue.items[Int.random(in: catalogue.items.indices, using: &random)]
          likes[user, default: [:]][item] = !hasOthers || Bool.random(using: &random)
        }
      }
      return Set(users)
    }

    func dataset(of users: Set<UserID>) -> Dataset { catalogue.with(likes.filter { users.contains($0.key) }) }
  }
}
