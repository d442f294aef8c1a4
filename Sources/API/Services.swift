import Credentials
import Domain
import HTTP
import Scoring
import Threads

/// What one slot owns and a handler works with. Used by one thread.
package final class Services {
  let users: any UserStore
  let sessions: any SessionStore
  let interactions: any InteractionStore
  let ratings: any RatingStore
  let recommendations: any RecommendationStore
  let schema: any SchemaStore
  let application: Application
  /// To be called before the slot waits for anything but the database, or computes for long.
  let willWait: () -> Void
  private var workspace = ScoringWorkspace()
  /// Microseconds that models have taken in all.
  package private(set) var scoringTime: UInt64 = 0
  private var modelSnapshot: Snapshot<ModelStates>
  private var catalogueSnapshot: Snapshot<Catalogue>
  private var statisticsSnapshot: Snapshot<Statistics>
  private var keySnapshot: Snapshot<KeyRing>
  private var issuer: TokenIssuer
  private var random = BufferedRandom()

  package init(
    _ application: Application, users: any UserStore, sessions: any SessionStore, interactions: any InteractionStore,
    ratings: any RatingStore, recommendations: any RecommendationStore, schema: any SchemaStore,
    willWait: @escaping () -> Void = {}
  ) {
    self.willWait = willWait
    self.application = application
    self.users = users
    self.sessions = sessions
    self.interactions = interactions
    self.ratings = ratings
    self.recommendations = recommendations
    self.schema = schema
    keySnapshot = Snapshot(application.keys)
    issuer = TokenIssuer(application.keys.current)
    modelSnapshot = Snapshot(application.models)
    catalogueSnapshot = Snapshot(application.catalogue)
    statisticsSnapshot = Snapshot(application.statistics)
  }

  /// Lets go of what the request has seen: the next one sees what is newest then.
  package func endRequest() {
    modelSnapshot.release()
    catalogueSnapshot.release()
    statisticsSnapshot.release()
    keySnapshot.release()
  }

  /// The models that were newest when the request first asked.
  var models: ModelStates { modelSnapshot.current() }

  /// The same of the catalogue. Throws `DATABASE_UNAVAILABLE` until there is one.
  var catalogue: Catalogue {
    get throws(HTTPError) {
      let catalogue = catalogueSnapshot.current()
      guard catalogue.version != nil else {
        throw HTTPError(.databaseUnavailable, "The catalogue has not been read yet. Please try again.")
      }
      return catalogue
    }
  }

  /// The same of the statistics. Empty until something has been counted.
  var statistics: Statistics { statisticsSnapshot.current() }

  /// The same for what makes no sense without. Throws `DATABASE_UNAVAILABLE` until something has been counted.
  func countedStatistics() throws(HTTPError) -> Statistics {
    let statistics = statistics
    guard statistics.version != nil else {
      throw HTTPError(.databaseUnavailable, "Nothing has been counted yet. Please try again.")
    }
    return statistics
  }

  /// Under the keys that were newest when the request first asked.
  var tokens: TokenIssuer {
    let ring = keySnapshot.current()
    if ring != issuer.ring { issuer = TokenIssuer(ring) }
    return issuer
  }

  /// What is stored of the network that a request comes from, under each of our keys; the newest first.
  func networks(of request: Request) -> [[UInt8]] { tokens.networks.all(of: request.client) }

  /// Runs a model with the slot's workspace, and notes how long it took.
  func scoring<Result>(_ work: (inout ScoringWorkspace) -> Result) -> Result {
    let begin = now
    defer { scoringTime += UInt64(max(0, now.microseconds - begin.microseconds)) }
    return work(&workspace)
  }

  /// The same for a request that may take long: beyond a usual length it works beside the others, and yields to them.
  /// Throws `OVERLOADED`.
  /// - Parameters:
  ///   - films: how many the models have to look at one by one.
  ///   - isKnown: whether the request comes from somebody with an account.
  func scoring<Result>(
    films: Int, for request: Request, isKnown: Bool, _ work: (inout ScoringWorkspace) -> Result
  ) throws(HTTPError) -> Result {
    guard films > Self.usualFilms else { return scoring(work) }
    willWait()
    let network = NetworkHash.network(of: request.client)
    do throws(LongWork.Overloaded) {
      return try application.longScoring.place(for: network, isKnown: isKnown).run { scoring(work) }
    } catch {
      throw HTTPError(.overloaded, "Too many long recommendations are asked for at this moment. Please try again.")
    }
  }

  /// Up to here a recommendation takes less than the change of threads and the wait would be worth.
  private static var usualFilms: Int { 200 }

  func newUUID() -> UUID { UUID(from: &random) }

  var now: Timestamp { application.now() }
}
