import Credentials
import Domain
import HTTP
import Scoring
import System

/// The stores and values that a handler works with. Each slot owns one; only its thread uses it.
package final class Services {
  let users: any UserStore
  let sessions: any SessionStore
  let interactions: any InteractionStore
  let ratings: any RatingStore
  let recommendations: any RecommendationStore
  let marks: any MarkStore
  let imports: any ImportStore
  let schema: any SchemaStore
  let application: Application
  private let shown: ShownLists.SlotCounts
  /// Must be called before the slot waits for anything but the database, or starts a long computation.
  let willWait: () -> Void
  private var workspace = ScoringWorkspace()
  /// Total time spent in models.
  package private(set) var scoringTime = Duration.zero
  private var modelSnapshot: Snapshot<ModelStates>
  private var catalogueSnapshot: Snapshot<Catalogue>
  private var statisticsSnapshot: Snapshot<Statistics>
  private var keySnapshot: Snapshot<KeyRing>
  private var treatmentSnapshot: Snapshot<Treatments>
  private var issuer: TokenIssuer
  private var random = BufferedRandom()

  package init(
    _ application: Application, users: any UserStore, sessions: any SessionStore, interactions: any InteractionStore,
    ratings: any RatingStore, recommendations: any RecommendationStore, marks: any MarkStore,
    imports: any ImportStore, schema: any SchemaStore,
    willWait: @escaping () -> Void = {}
  ) {
    self.willWait = willWait
    self.application = application
    shown = application.shown.slot()
    self.users = users
    self.sessions = sessions
    self.interactions = interactions
    self.ratings = ratings
    self.recommendations = recommendations
    self.marks = marks
    self.imports = imports
    self.schema = schema
    keySnapshot = Snapshot(application.keys)
    treatmentSnapshot = Snapshot(application.experiments)
    issuer = TokenIssuer(application.keys.current)
    modelSnapshot = Snapshot(application.models)
    catalogueSnapshot = Snapshot(application.catalogue)
    statisticsSnapshot = Snapshot(application.statistics)
  }

  /// Releases the request's snapshots, so that the next request sees the newest values.
  package func endRequest() {
    modelSnapshot.release()
    catalogueSnapshot.release()
    statisticsSnapshot.release()
    keySnapshot.release()
    treatmentSnapshot.release()
  }

  /// The models as they were when the request first asked for them.
  var models: ModelStates { modelSnapshot.current() }

  /// The arms that act as they were when the request first asked for them.
  var treatments: Treatments { treatmentSnapshot.current() }

  /// The catalogue as it was when the request first asked for it. Throws `DATABASE_UNAVAILABLE` until one has been
  /// read.
  var catalogue: Catalogue {
    get throws(HTTPError) {
      let catalogue = catalogueSnapshot.current()
      guard catalogue.version != nil else {
        throw HTTPError(.databaseUnavailable, "The catalogue has not been read yet. Please try again.")
      }
      return catalogue
    }
  }

  /// The statistics as they were when the request first asked for them; empty before the first count.
  var statistics: Statistics { statisticsSnapshot.current() }

  /// Like `statistics`, for endpoints that cannot answer without a count. Throws `DATABASE_UNAVAILABLE` before the
  /// first one.
  func countedStatistics() throws(HTTPError) -> Statistics {
    let statistics = statistics
    guard statistics.version != nil else {
      throw HTTPError(.databaseUnavailable, "There are no statistics yet. Please try again.")
    }
    return statistics
  }

  /// Issues tokens under the keys as they were when the request first asked for them.
  var tokens: TokenIssuer {
    let ring = keySnapshot.current()
    if ring != issuer.ring { issuer = TokenIssuer(ring) }
    return issuer
  }

  /// Hashes of the network that the request comes from, one for each key, the newest key first.
  func networks(of request: Request) -> [[UInt8]] { tokens.networks.all(of: request.client) }

  /// Runs a model with the slot's workspace and adds its time to `scoringTime`.
  func scoring<Result>(_ work: (inout ScoringWorkspace) -> Result) -> Result {
    let begin = now
    defer { scoringTime += max(.zero, now - begin) }
    return work(&workspace)
  }

  /// Like `scoring(_:)`, for a request that may take long: one with more than `usualMovies` runs on a low-priority
  /// thread, so that it does not delay other requests. Throws `OVERLOADED` if there are too many of these.
  /// - Parameters:
  ///   - movies: the number of movies that the models process one by one.
  ///   - scores: the number of scores that are ranked, if there are several for each movie.
  ///   - isKnown: whether the request comes from a user with an account.
  func scoring<Result>(
    movies: Int, scores: Int = 0, for request: Request, isKnown: Bool, _ work: (inout ScoringWorkspace) -> Result
  ) throws(HTTPError) -> Result {
    guard movies > Self.usualMovies || scores > Self.usualScores else { return scoring(work) }
    willWait()
    let network = NetworkHash.network(of: request.client)
    do throws(LongWork.Overloaded) {
      return try application.longScoring.place(for: network, isKnown: isKnown).run { scoring(work) }
    } catch {
      throw HTTPError(.overloaded, "Too many long recommendations are being computed at the moment. Please try again.")
    }
  }

  /// A recommendation of this many movies or fewer is too quick to be worth a thread switch and the wait.
  private static var usualMovies: Int { 200 }
  /// Ranking this many scores takes about 4 ms.
  private static var usualScores: Int { 250_000 }

  /// Counts a list that is in nobody's history.
  func countShown(_ movies: [MovieID], by recommender: Recommender) {
    shown.add(movies, by: recommender, on: now.date)
  }

  func newUUID() -> UUID { UUID(from: &random) }

  var now: Timestamp { application.now() }
}
