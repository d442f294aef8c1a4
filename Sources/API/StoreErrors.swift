import Domain
import HTTP

extension HTTPError {
  /// What a client may know of a store's failure; the cause goes to the log.
  init(_ error: StoreError) {
    switch error {
    case .unavailable(let cause):
      self.init(.databaseUnavailable, "The database is not available. Please try again.", cause: cause)
    case .taken(let field):
      self.init(.userExists, "That \(field) is taken.", details: field, field: field)
    case .sessionEnded:
      self.init(.invalidToken, "The token is not valid.", cause: error.description)
    case .missing("user_id"):
      // Signed by us, for a user who is gone.
      self.init(.invalidToken, "The token is not valid.", cause: "no such user")
    case .missing(let field):
      self = .invalid(field, "does not exist")
    case .full:
      self.init(.forbidden, "Your history holds as many interactions as it may. Delete some to make room for others.")
    case .failed(let cause):
      self.init(.internalError, "Something went wrong on our side.", cause: cause)
    }
  }
}

/// Runs `work` on a store and says its failure as the contract does.
func stored<Result>(_ work: () throws(StoreError) -> Result) throws(HTTPError) -> Result {
  do throws(StoreError) {
    return try work()
  } catch {
    throw HTTPError(error)
  }
}
