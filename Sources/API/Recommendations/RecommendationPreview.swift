import Domain
import HTTP
import Logging
import Scoring

/// What `GET /api/recommendations` would answer a user now, without any drawn movies. It is made for operators, and
/// nothing is recorded.
package struct RecommendationPreview {
  package struct Movie {
    package let id: MovieID
    package let title: String
    package let score: Float
    /// The movies that contributed most, strongest first, each with its share of all contributions, 0–1.
    package let reasons: [(title: String, share: Double)]
  }

  /// Why the model cannot answer.
  package struct NoModel: Error, CustomStringConvertible { package let description: String }

  /// The name of the model, the names of several joined by `+`, or `popular`.
  package let model: String
  package let version: String
  /// `history` or `popular`.
  package let source: RecommendationSource
  /// The experiment in which the user takes part, and the arm; nil if the model was named, or if there is none.
  package let participation: Participation?
  /// The liked movies that the recommendation starts from.
  package let context: Int
  package let movies: [Movie]

  /// - Parameters:
  ///   - model: a name as in the API; nil for the default.
  ///   - count: 1–100.
  package init(
    for user: User, _ taste: Taste, model: String?, count: Int, _ models: ModelStates, _ treatments: Treatments,
    _ catalogue: Catalogue, _ statistics: Statistics
  ) throws(NoModel) {
    let start: PersonalStart
    let assignment: Assignment
    do throws(HTTPError) {
      let choice = if let model { try ModelChoice(model) } else { ModelChoice.auto }
      assignment = choice.isAuto ? treatments.assignment(of: user.id, models) : .none
      start = try PersonalStart(taste, catalogue) { [assignment] (liked) throws(HTTPError) in
        choice.isAuto ? models.model(assignment, for: liked) : try models.model(choice, for: liked)
      }
    } catch {
      throw NoModel(description: error.message)
    }
    participation = assignment.participation
    var options = RecommendOptions()
    options.count = count
    options.diversity = assignment.diversity
    options.dislikes = taste.disliked
    options.explains = true
    context = start.context.count
    if let model = start.model, !start.context.isEmpty {
      var workspace = ScoringWorkspace()
      let list = options.list(
        of: model, context: start.context, for: user.demographics, without: start.unwanted, catalogue, id: nil,
        &workspace)
      (self.model, version, source) = (model.label, model.version, .history)
      movies = zip(list.movies, list.reasons ?? []).map { Movie($0, $1, catalogue) }
    } else {
      (self.model, version, source) = ("popular", statistics.label, .popular)
      movies = options.list(of: statistics, without: start.unwanted, catalogue).map { Movie($0, [], catalogue) }
    }
  }
}

extension RecommendationPreview.Movie {
  fileprivate init(_ item: ScoredItem, _ reasons: [Reason], _ catalogue: Catalogue) {
    id = item.id
    title = catalogue[item.id]?.displayTitle ?? ""
    score = item.score
    // A hidden movie is not shown as a reason either.
    self.reasons = reasons.compactMap { reason in
      catalogue[reason.movie].map { (title: $0.displayTitle, share: reason.share) }
    }
  }
}

extension ModelStates {
  /// The models that a worker that starts now would serve.
  /// - Parameter learned: the directory of models that learn between trainings; nil if they do not.
  package init(servedFrom directory: String, learned: String?, _ catalogue: Catalogue) {
    let live = Live<ModelStates>([:])
    var refresher = ModelRefresher(live, directory: directory, learned: learned, log: .silent)
    refresher.refresh()
    refresher.introduce(catalogue)
    self = live.current
  }
}

extension Treatments {
  /// The arms that act in a worker that starts now.
  /// - Parameter directory: that of the model files.
  package init(_ store: any ExperimentStore, _ models: ModelStates, directory: String) {
    let live = Live(Treatments.none)
    var refresher = ExperimentRefresher(
      live, store: store, models: Live(models), directory: directory, log: .silent)
    refresher.refresh()
    self = live.current
  }
}

extension Logger {
  /// For work whose outcome tells all.
  fileprivate static var silent: Logger { Logger(label: "preview") { _ in SwiftLogNoOpLogHandler() } }
}
