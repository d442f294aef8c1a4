import API
import Domain

/// Stores in memory with the same contract, so that handlers are tested without a database. The behaviour of MariaDB is
/// tested against MariaDB.
final class MemoryStores: UserStore, SessionStore, InteractionStore, RatingStore, RecommendationStore, MarkStore,
  ImportStore, SchemaStore
{
  var error: StoreError?
  /// Whether every history is full.
  var isFull = false
  private(set) var accounts: [RegisteredUser] = []
  private var lastUser: UserID = 0
  var deactivated: Set<UserID> = []
  var openSessions: [Session] = []
  var refreshHashes: [SessionID: [UInt8]] = [:]
  /// When each refresh token was replaced.
  var replacements: [[UInt8]: Timestamp] = [:]
  /// How often each kind of attempt has failed, and when it last did.
  var failures: [String: (count: Int, last: Timestamp)] = [:]
  var knownNetworks: [UserID: Set<[UInt8]>] = [:]
  /// The database's own clock.
  var clock: () -> Timestamp = { Timestamp(seconds: 0) }
  var recorded: [(user: UserID, recommendation: RecordedRecommendation)] = []
  var version = Site.schemaVersion
  /// If set, writes fail with it and reads succeed.
  var writeError: StoreError?
  /// Whether names are compared like a collation that ignores invisible characters.
  var namesAreLoose = false
  /// Runs as if during a password check, after the account was read and before anything is written.
  var meanwhile: (MemoryStores) -> Void = { _ in }
  /// Oldest first.
  var saved: [Interaction] = []
  var lastID: InteractionID = 0
  var submissions: [UserID: [UUID: SentInteraction]] = [:]
  var origins: [InteractionID: ListPlace] = [:]
  /// In no order.
  var watchlists: [UserID: [MovieID: WatchlistEntry]] = [:]
  var dismissed: [UserID: [MovieID: Dismissal]] = [:]
  var keptImports: [KeptImport] = []
  var counted = (
    state: StatisticsState(
      version: 0, countedAt: nil, duration: .zero, isOutdated: true, users: 0, readAt: Site.now),
    movies: [MovieCounts]()
  )
  /// The database's own clock.
  var databaseTime = Site.now
  /// If set, counting fails with it and everything else succeeds.
  var countError: StoreError?
  var countAttempts = 0
  /// The faults of the rows that an export leaves out.
  var impossibleRows: [String] = []

  func register(_ user: NewUser, at time: Timestamp) throws(StoreError) -> User {
    if let error { throw error }
    try expectFree(user.username, user.email, of: nil)
    lastUser += 1
    let registered = User(
      id: lastUser, username: user.username, email: user.email, age: user.age, gender: user.gender,
      createdAt: time)
    accounts.append(RegisteredUser(user: registered, passwordHash: user.passwordHash, isOneTime: false))
    return registered
  }

  /// - Parameter owner: the user who may have them already.
  private func expectFree(_ username: String?, _ email: String?, of owner: UserID?) throws(StoreError) {
    for user in accounts.map(\.user) where user.id != owner {
      if let username, user.username?.lowercased() == username.lowercased() { throw .taken(.username) }
      if let email, user.email?.lowercased() == email.lowercased() { throw .taken(.email) }
    }
  }

  func user(id: UserID) throws(StoreError) -> User? {
    if let error { throw error }
    return accounts.first { $0.user.id == id }?.user
  }

  func facts(of user: UserID, rejected: @escaping (String) -> Void) throws(StoreError) -> UserFacts? {
    try self.user(id: user).map(UserFacts.init)
  }

  func account(login: String, at time: Timestamp) throws(StoreError) -> Account? {
    if let error { throw error }
    defer { meanwhile(self) }
    let login =
      namesAreLoose
      ? String(login.filter { !$0.unicodeScalars.allSatisfy(\.properties.isDefaultIgnorableCodePoint) }) : login
    return accounts.first {
      [$0.user.username, $0.user.email].contains { $0?.lowercased() == login.lowercased() }
        && !deactivated.contains($0.user.id)
    }.map { Account(user: $0.user.id, passwordHash: $0.passwordHash, isOneTime: $0.isOneTime) }
  }

  func passwordHash(of user: UserID) throws(StoreError) -> String? {
    if let error { throw error }
    defer { meanwhile(self) }
    return accounts.first { $0.user.id == user }?.passwordHash
  }

  func setPassword(of user: UserID, to hash: String, isOneTime: Bool = false) {
    accounts = accounts.map {
      $0.user.id == user ? RegisteredUser(user: $0.user, passwordHash: hash, isOneTime: isOneTime) : $0
    }
  }

  func rename(_ user: UserID, to name: String) {
    accounts = accounts.map { account in
      guard account.user.id == user else { return account }
      let renamed = User(
        id: user, username: name, email: account.user.email, age: account.user.age, gender: account.user.gender,
        createdAt: account.user.createdAt)
      return RegisteredUser(user: renamed, passwordHash: account.passwordHash, isOneTime: account.isOneTime)
    }
  }

  func setEmail(of user: UserID, to email: String) {
    accounts = accounts.map { account in
      guard account.user.id == user else { return account }
      let changed = User(
        id: user, username: account.user.username, email: email, age: account.user.age, gender: account.user.gender,
        createdAt: account.user.createdAt)
      return RegisteredUser(user: changed, passwordHash: account.passwordHash, isOneTime: account.isOneTime)
    }
  }

  func holds(_ confirmed: ConfirmedPassword) -> Bool {
    accounts.contains { $0.user.id == confirmed.user && $0.passwordHash == confirmed.hash }
      && !deactivated.contains(confirmed.user)
  }

  func holds(_ confirmed: ConfirmedPassword, in session: SessionID) throws(StoreError) -> Bool {
    if let error { throw error }
    return holds(confirmed) && openSessions.contains { $0.id == session && $0.user == confirmed.user }
  }

  func inSnapshot<Result>(_ read: () throws(StoreError) -> Result) throws(StoreError) -> Result { try read() }

  func update(
    _ user: UserID, _ changes: UserChanges, confirmed: ConfirmedPassword?
  ) throws(StoreError) -> User? {
    if let error { throw error }
    if let confirmed, !holds(confirmed) { return nil }
    guard let index = accounts.firstIndex(where: { $0.user.id == user }) else { return nil }
    try expectFree(changes.username, changes.email, of: user)
    let before = accounts[index].user
    let after = User(
      id: user, username: changes.username ?? before.username, email: changes.email ?? before.email,
      age: changes.age.map(\.value) ?? before.age, gender: changes.gender.map(\.value) ?? before.gender,
      createdAt: before.createdAt)
    accounts[index] = RegisteredUser(user: after, passwordHash: accounts[index].passwordHash, isOneTime: false)
    return after
  }

  func changePassword(
    _ confirmed: ConfirmedPassword, to hash: String, keeping session: SessionID
  ) throws(StoreError) -> Bool {
    if let error { throw error }
    guard holds(confirmed) else { return false }
    setPassword(of: confirmed.user, to: hash)
    openSessions.removeAll { $0.user == confirmed.user && $0.id != session }
    return true
  }

  func hasAny(named usernames: [String], besides user: UserID?) throws(StoreError) -> Bool {
    accounts.contains { account in
      account.user.id != user && usernames.contains { $0.lowercased() == account.user.username?.lowercased() }
    }
  }

  func renewHash(_ confirmed: ConfirmedPassword, _ hash: String) throws(StoreError) -> Bool {
    guard holds(confirmed) else { return false }
    setPassword(of: confirmed.user, to: hash)
    return true
  }

  func delete(_ confirmed: ConfirmedPassword, at time: Timestamp) throws(StoreError) -> Bool {
    if let error { throw error }
    guard holds(confirmed) else { return false }
    let user = confirmed.user
    accounts.removeAll { $0.user.id == user }
    openSessions.removeAll { $0.user == user }
    saved.removeAll { $0.user == user }
    submissions[user] = nil
    watchlists[user] = nil
    dismissed[user] = nil
    keptImports.removeAll { $0.user == user }
    return true
  }
}

struct RegisteredUser {
  let user: User
  let passwordHash: String
  let isOneTime: Bool
}
