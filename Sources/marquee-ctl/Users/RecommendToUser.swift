import API
import ArgumentParser
import Configuration
import Domain
import MariaDB
import Scoring
import Stores

struct RecommendToUser: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend", abstract: "Show what the site would recommend to a user now, and why.",
    discussion: """
      The same as GET /api/recommendations, from the same history, models, experiments and rules. Nothing is recorded. \
      In parentheses are the liked movies that contributed most, with their share of all contributions.
      """)

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var account: AccountArgument

  @Option(help: "EASE, ItemKNN, NeuralMF, DeepFM or auto. Default: auto.")
  var model: String?

  @Option(help: "The number of movies, 1–100.")
  var top = 10

  func validate() throws {
    guard (1...100).contains(top) else { throw ValidationError("--top must be from 1 to 100.") }
  }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let connection = Connection(Address(configuration, password: try configuration.databasePassword()))
      let (users, movies) = (Users(connection), Movies(connection))
      guard let user = try users.user(id: account.find(in: users).id) else { throw UnknownUser(name: account.user) }
      let catalogue = Catalogue(
        movies: try movies.catalogue(rejected: { _ in }), hidden: try movies.hidden(),
        version: try movies.catalogueVersion())
      let tables = StatisticsTables(connection)
      let taste = try Recommendations(connection).taste(of: user.id)
      let models = ModelStates(servedFrom: configuration.models, learned: configuration.learnedModels, catalogue)
      let treatments = Treatments(
        try Experiments(connection).active(), models, ModelDirectory(configuration.models))
      let preview = try RecommendationPreview(
        for: user, taste, model: model, count: top, models, treatments, catalogue,
        Statistics(try tables.state(), try tables.movieCounts()))
      print(Self.text(preview, taste))
    }
  }

  private static func text(_ preview: RecommendationPreview, _ taste: Taste) -> String {
    let origin =
      switch preview.source {
      case .history: "from \(preview.context) movies that the user likes and \(taste.disliked.count) disliked ones"
      default: "what most people have watched: the user likes no movie that the model knows"
      }
    let lines = preview.movies.enumerated().map { place, movie in
      let reasons = movie.reasons.map { "\($0.title) \(Int(($0.share * 100).rounded())) %" }.joined(separator: ", ")
      return "\(place + 1). \(movie.id) \(movie.title), \(movie.score)" + (reasons.isEmpty ? "" : " (\(reasons))")
    }
    let arm = preview.participation.map { ["arm \($0.arm) of the experiment \($0.experiment)"] } ?? []
    return (["\(preview.model) \(preview.version), \(origin)"] + arm + lines).joined(separator: "\n")
  }
}
