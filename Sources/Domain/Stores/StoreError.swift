/// Why a store could not do what it was asked. The texts are for the log, never for a client.
package enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The database cannot be reached, or went away: the same call may succeed later.
  case unavailable(String)
  /// A value that must be unique is taken; names the field, `username` or `email`.
  case taken(field: String)
  /// A row refers to one that is not there; names the field, `movie_id` or `user_id`.
  case missing(field: String)
  /// The session has ended or expired, or is another user's; or the user is deactivated or deleted. Nothing was
  /// changed.
  case sessionEnded
  /// The user's history holds as much as it may.
  case full
  /// Anything else: a bug, or a schema that does not fit.
  case failed(String)

  package var description: String {
    switch self {
    case .unavailable(let cause), .failed(let cause): cause
    case .sessionEnded: "the session has ended"
    case .full: "the history is full"
    case .taken(let field): "the \(field) is taken"
    case .missing(let field): "there is no such \(field)"
    }
  }
}
