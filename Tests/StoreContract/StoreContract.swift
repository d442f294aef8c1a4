import Domain

/// One slot's stores, empty but for two movies.
package struct StoreSet {
  package let users: any UserStore
  package let sessions: any SessionStore
  package let interactions: any InteractionStore
  package let ratings: any RatingStore
  package let recommendations: any RecommendationStore
  package let marks: any MarkStore
  package let imports: any ImportStore
  /// Ids of movies in the catalogue.
  package let movies: (first: MovieID, second: MovieID)

  package init(
    users: any UserStore, sessions: any SessionStore, interactions: any InteractionStore, ratings: any RatingStore,
    recommendations: any RecommendationStore, marks: any MarkStore,
    imports: any ImportStore, movies: (first: MovieID, second: MovieID)
  ) {
    self.users = users
    self.sessions = sessions
    self.interactions = interactions
    self.ratings = ratings
    self.recommendations = recommendations
    self.marks = marks
    self.imports = imports
    self.movies = movies
  }
}

/// A promise of the store protocols, and how to find out whether an implementation keeps it.
///
/// The same promises are checked on the stores in memory, which the tests of the API use, and on MariaDB: so a test of
/// the API says something about the product.
package struct StorePromise: Sendable, CustomStringConvertible {
  package let description: String
  package let check: @Sendable (StoreSet) throws -> Void

  init(_ description: String, _ check: @escaping @Sendable (StoreSet) throws -> Void) {
    self.description = description
    self.check = check
  }

  package static let all =
    accounts + sessionPromises + histories + currentRatings + recommendationLists + marks + origins + imports
}

/// What was found instead of what was promised.
package struct BrokenPromise: Error, CustomStringConvertible {
  package let description: String
}

/// - Throws: `BrokenPromise` with both values if they differ.
func expect<Value: Equatable>(_ found: Value, _ expected: Value, line: Int = #line) throws {
  if found != expected { throw BrokenPromise(description: "line \(line): found \(found), expected \(expected)") }
}

/// - Throws: `BrokenPromise` unless `work` throws this error.
func expect(_ expected: StoreError, line: Int = #line, _ work: () throws -> Void) throws {
  do {
    try work()
  } catch let error as StoreError {
    return try expect(error, expected, line: line)
  }
  throw BrokenPromise(description: "line \(line): no error, expected \(expected)")
}

extension StoreSet {
  func register(_ name: String) throws -> User {
    try users.register(
      NewUser(username: name, email: "\(name)@example.org", passwordHash: "hash of \(name)", age: 30, gender: nil),
      at: Timestamp(seconds: 1_000))
  }

  /// - Parameter time: of the log-in.
  func logIn(_ user: User, at time: Int64 = 1_000, hash: [UInt8] = [1]) throws -> SessionClaim {
    let id = try sessions.open(
      with: confirmed(user), refreshHash: Array(repeating: hash[0], count: 32), userAgent: "test",
      network: Array(repeating: 9, count: 32), lifetime: Self.lifetime, at: Timestamp(seconds: time))
    guard let id else { throw BrokenPromise(description: "\(user) cannot log in") }
    return SessionClaim(id: id, user: user.id, at: Timestamp(seconds: time))
  }

  func confirmed(_ user: User) -> ConfirmedPassword {
    ConfirmedPassword(user: user.id, hash: "hash of \(user.username ?? "")")
  }

  static let lifetime = SessionLifetime(idle: .seconds(100), total: .seconds(1_000))

  func current(of session: SessionClaim) throws -> [CurrentRating] {
    try ratings.ratings(of: session, limit: 10, before: nil).entries
  }

  /// Saves interactions of one user, each at its own second, and returns them oldest first.
  func save(_ new: [NewInteraction], of session: SessionClaim, from time: Int64 = 2_000) throws -> [Interaction] {
    var saved: [Interaction] = []
    for (index, interaction) in new.enumerated() {
      let time = Timestamp(seconds: time + Int64(index))
      guard case .saved(let one, new: 1, _) = try interactions.save([interaction], of: session, at: time) else {
        throw BrokenPromise(description: "\(interaction) was not saved")
      }
      saved += one
    }
    return saved
  }
}

func view(_ movie: MovieID, key: UUID? = nil) throws -> NewInteraction { try new(movie, .view, nil, key) }

func follow(_ movie: MovieID, _ origin: ListPlace, key: UUID? = nil) throws -> NewInteraction {
  try new(movie, .view, nil, key, origin)
}

func rate(_ movie: MovieID, _ halfStars: Int, key: UUID? = nil) throws -> NewInteraction {
  try new(movie, .rate, Rating(halfStars: halfStars), key)
}

private func new(
  _ movie: MovieID, _ kind: InteractionKind, _ rating: Rating?, _ key: UUID?, _ origin: ListPlace? = nil
) throws -> NewInteraction {
  guard let interaction = NewInteraction(movie: movie, kind: kind, rating: rating, idempotencyKey: key, origin: origin)
  else {
    throw BrokenPromise(description: "a kind that does not go with its rating")
  }
  return interaction
}

/// An event id; higher numbers give ids that sort later.
func key(_ number: UInt8) -> UUID {
  var constant = Constant(value: UInt64(number))
  return UUID(from: &constant)
}

private struct Constant: RandomNumberGenerator {
  let value: UInt64

  mutating func next() -> UInt64 { value }
}
