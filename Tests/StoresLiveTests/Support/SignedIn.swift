import Domain
import MariaDB
import Testing

@testable import Stores

// Stores require the claim of a session. These overloads take just a user and open a session for it, for tests about
// other things.

extension SessionClaim {
  /// The claim of a session of the user, which is opened if necessary. The claim is invalid if no such user exists.
  static func open(for user: UserID, on connection: Connection) throws -> SessionClaim {
    let claim = SessionClaim(id: user, user: user, at: Timestamp(seconds: 0))
    let isOpen = try !connection.rows("SELECT 1 FROM sessions WHERE id = \(user)") { try $0.integer(0) }.isEmpty
    if !isOpen {
      try connection.write(
        """
        INSERT IGNORE INTO sessions (id, user_id, refresh_hash, created_at, last_used_at, expires_at)
        SELECT id, id, REPEAT('r', 32), '1970-01-01', '1970-01-01', '9999-12-31' FROM users WHERE id = \(user)
        """)
    }
    return claim
  }
}

extension Interactions {
  private func claim(_ user: UserID) throws -> SessionClaim { try .open(for: user, on: connection) }

  func save(_ interactions: [NewInteraction], of user: UserID, at time: Timestamp) throws -> SaveOutcome {
    try save(interactions, of: claim(user), at: time)
  }

  func interaction(_ id: InteractionID, of user: UserID) throws -> Interaction? {
    try interaction(id, of: claim(user))
  }

  func change(_ id: InteractionID, to rating: Rating, of user: UserID) throws -> ChangeOutcome {
    try change(id, to: rating, of: claim(user))
  }

  func delete(_ id: InteractionID, of user: UserID) throws -> Bool { try delete(id, of: claim(user)) }

  func history(of user: UserID, _ query: HistoryQuery) throws -> HistoryPage { try history(of: claim(user), query) }
}

extension Ratings {
  private func claim(_ user: UserID) throws -> SessionClaim { try .open(for: user, on: connection) }

  func ratings(of user: UserID, limit: Int, before: MovieCursor?) throws -> MoviePage<CurrentRating> {
    try ratings(of: claim(user), limit: limit, before: before)
  }

  func rate(_ movie: MovieID, _ rating: Rating, of user: UserID, at time: Timestamp) throws -> Bool {
    try rate(movie, rating, of: claim(user), at: time).isFirst
  }

  func removeRating(of movie: MovieID, by user: UserID) throws -> Bool {
    try removeRating(of: movie, by: claim(user))
  }
}

extension Recommendations {
  func recorded(for user: UserID, limit: Int, before: Int64?) throws -> RecommendationPage {
    try recorded(for: SessionClaim.open(for: user, on: connection), limit: limit, before: before)
  }
}
