import Domain
import HTTP

extension HTTPError {
  /// What a client may learn about a store's failure. The cause only goes to the log.
  init(_ error: StoreError) {
    switch error {
    case .unavailable(let cause):
      self.init(.databaseUnavailable, "The database is not available. Please try again.", cause: cause)
    case .taken(let field):
      self.init(.userExists, "That \(field) is taken.", details: field.rawValue, field: field.rawValue)
    case .sessionEnded:
      self.init(.invalidToken, "The token is not valid.", cause: error.description)
    case .missing(.user):
      // The signature is ours, but the user has been deleted.
      self.init(.invalidToken, "The token is not valid.", cause: "no such user")
    case .missing(.movie):
      self = .invalid("movie_id", "does not exist")
    case .full:
      self.init(.forbidden, "Your history is full. Delete some interactions to make room for new ones.")
    case .listFull:
      self.init(
        .forbidden, "This list is full: it has \(MarkLimit.most) movies. Remove some to make room for new ones.")
    case .impossible(let cause):
      self.init(
        .internalError, "Stored data is damaged. The log of this site has the details for its operator.",
        cause: cause)
    case .failed(let cause):
      self.init(.internalError, "Something went wrong on our side.", cause: cause)
    }
  }
}

/// Evaluates a call to a store and translates its error into the one that the client sees.
func stored<Result>(_ call: @autoclosure () throws(StoreError) -> Result) throws(HTTPError) -> Result {
  do throws(StoreError) {
    return try call()
  } catch {
    throw HTTPError(error)
  }
}
