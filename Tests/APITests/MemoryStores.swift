import API
import Domain

/// Stores in memory with the same promises, so that handlers are tested without a database. What MariaDB does is tested
/// against MariaDB.
final class MemoryStores: UserStore, SessionStore, InteractionStore, RatingStore, RecommendationStore, SchemaStore {
  var error: StoreError?
  private(set) var accounts: [Account] = []
  var deactivated: Set<UserID> = []
  var openSessions: [Session] = []
  var refreshStates: [SessionID: RefreshState] = [:]
  var loginAttempts: [String: LoginAttempts] = [:]
  var recorded: [(user: UserID, recommendation: RecordedRecommendation)] = []
  var version = 5
  /// Oldest first.
  var saved: [Interaction] = []
  var lastID: InteractionID = 0
  var events: [UserID: [UUID: SentEvent]] = [:]
  var counted = (
    state: StatisticsState(version: 0, countedAt: nil, duration: 0, isOutdated: true, users: 0), movies: [MovieCounts]()
  )

  func register(_ user: NewUser, at time: Timestamp) throws(StoreError) -> User {
    if let error { throw error }
    for account in accounts {
      if account.user.username?.lowercased() == user.username.lowercased() { throw .taken(field: "username") }
      if account.user.email?.lowercased() == user.email.lowercased() { throw .taken(field: "email") }
    }
    let registered = User(
      id: Int64(accounts.count + 1), username: user.username, email: user.email, age: user.age, gender: user.gender,
      createdAt: time)
    accounts.append(Account(user: registered, passwordHash: user.passwordHash))
    return registered
  }

  func user(id: UserID) throws(StoreError) -> User? {
    if let error { throw error }
    return accounts.first { $0.user.id == id }?.user
  }

  func account(login: String) throws(StoreError) -> Account? {
    if let error { throw error }
    return accounts.first {
      ($0.user.username == login || $0.user.email == login) && !deactivated.contains($0.user.id)
    }
  }

  func passwordHash(of user: UserID) throws(StoreError) -> String? {
    if let error { throw error }
    return accounts.first { $0.user.id == user }?.passwordHash
  }

  func update(_ user: UserID, _ changes: UserChanges) throws(StoreError) -> User? {
    if let error { throw error }
    guard let index = accounts.firstIndex(where: { $0.user.id == user }) else { return nil }
    let before = accounts[index].user
    let after = User(
      id: user, username: changes.username ?? before.username, email: changes.email ?? before.email,
      age: changes.age.map(\.value) ?? before.age, gender: changes.gender.map(\.value) ?? before.gender,
      createdAt: before.createdAt)
    accounts[index] = Account(user: after, passwordHash: accounts[index].passwordHash)
    return after
  }

  func changePassword(of user: UserID, to hash: String, keeping session: SessionID) throws(StoreError) {
    if let error { throw error }
    accounts = accounts.map { $0.user.id == user ? Account(user: $0.user, passwordHash: hash) : $0 }
    openSessions.removeAll { $0.user == user && $0.id != session }
  }

  func delete(_ user: UserID) throws(StoreError) {
    if let error { throw error }
    accounts.removeAll { $0.user.id == user }
    openSessions.removeAll { $0.user == user }
    saved.removeAll { $0.user == user }
  }
}
