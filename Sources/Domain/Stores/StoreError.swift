/// Why a store operation failed. The texts are for the log, never for a client.
package enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The database cannot be reached, or the connection was lost. The same call may succeed later.
  case unavailable(String)
  /// Another user has the value.
  case taken(UniqueField)
  /// A row refers to one that does not exist.
  case missing(ForeignKey)
  /// The session has ended, has expired or is another user's, or the user is deactivated or deleted. Nothing was
  /// changed.
  case sessionEnded
  /// The user's history has reached its maximum size.
  case full
  /// The user's watchlist or dismissals have reached their maximum size.
  case listFull
  /// A row holds a value that this program does not accept.
  case impossible(String)
  /// Anything else: a bug, or a schema that does not match.
  case failed(String)

  /// A column whose values clients choose and that no two users share.
  package enum UniqueField: String, Sendable {
    case username, email
  }

  /// What a row refers to, by its column.
  package enum ForeignKey: String, Sendable {
    case user = "user_id"
    case movie = "movie_id"
  }

  package var description: String {
    switch self {
    case .unavailable(let cause), .impossible(let cause), .failed(let cause): cause
    case .sessionEnded: "the session has ended"
    case .full: "the history is full"
    case .listFull: "the list is full"
    case .taken(let field): "the \(field.rawValue) is taken"
    case .missing(let reference): "no row has this \(reference.rawValue)"
    }
  }
}
