import API
import Domain

/// Stores in memory with the same promises, so that handlers are tested without a database. What MariaDB does is tested
/// against MariaDB.
final class MemoryStores: UserStore, InteractionStore {
  var error: StoreError?
  private(set) var accounts: [Account] = []
  private(set) var saved: [Interaction] = []
  var users: Set<UserID> = []

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
    return accounts.first { $0.user.username == login || $0.user.email == login }
  }

  func save(
    _ interactions: [NewInteraction], of user: UserID, at time: Timestamp
  ) throws(StoreError) -> [Interaction] {
    if let error { throw error }
    guard accounts.contains(where: { $0.user.id == user }) else { throw .missing(field: "user_id") }
    let new = interactions.enumerated().map { index, new in
      Interaction(
        id: Int64(saved.count + index + 1), user: user, movie: new.movie, kind: new.kind, rating: new.rating,
        createdAt: time)
    }
    saved += new
    return new
  }

  func history(of user: UserID, _ query: HistoryQuery) throws(StoreError) -> HistoryPage {
    if let error { throw error }
    let matching = saved.filter {
      $0.user == user && (query.kind == nil || $0.kind == query.kind) && (query.movie == nil || $0.movie == query.movie)
    }
    let rest = matching.reversed().filter { query.before == nil || $0.id < query.before ?? 0 }
    let page = Array(rest.prefix(query.limit))
    return HistoryPage(
      interactions: page, total: matching.count, next: rest.count > query.limit ? page.last?.id : nil)
  }
}
