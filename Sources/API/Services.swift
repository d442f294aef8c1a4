import Credentials
import Domain
import HTTP
import Scoring

/// What one slot owns and a handler works with. Used by one thread.
package final class Services {
  let users: any UserStore
  let interactions: any InteractionStore
  let tokens: AccessTokens
  let application: Application
  var workspace = ScoringWorkspace()
  private var modelSnapshot: Snapshot<ModelStates>
  private var catalogueSnapshot: Snapshot<Catalogue>

  package init(_ application: Application, users: any UserStore, interactions: any InteractionStore) {
    self.application = application
    self.users = users
    self.interactions = interactions
    tokens = AccessTokens(key: application.signingKey)
    modelSnapshot = Snapshot(application.models)
    catalogueSnapshot = Snapshot(application.catalogue)
  }

  /// The newest models: a request asks once.
  var models: ModelStates { modelSnapshot.current() }

  /// The newest catalogue: a request asks once. Throws `DATABASE_UNAVAILABLE` until there is one.
  var catalogue: Catalogue {
    get throws(HTTPError) {
      let catalogue = catalogueSnapshot.current()
      guard catalogue.version != nil else {
        throw HTTPError(.databaseUnavailable, "The catalogue has not been read yet. Please try again.")
      }
      return catalogue
    }
  }

  var now: Timestamp { application.now() }
}
