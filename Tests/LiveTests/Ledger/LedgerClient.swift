import Foundation
import Synchronization
import TestCases

/// A user's only client. It keeps account of what it was told is stored, and compares every answer with that.
///
/// It does one thing at a time and repeats a change until it knows the outcome, as the pages do.
final class LedgerClient: @unchecked Sendable {
  // Only the thread of `work` uses it until that has ended, except for `fault`.
  private struct Entry: Equatable {
    let movie: Int
    /// Stars; nil for a view.
    let rating: Int?
  }

  private struct Session {
    /// The newest access token, and those from before it was refreshed. All hold until the session ends.
    var token: String
    var former: [String] = []
    var refresh: String
  }

  let name: String
  private let ports: [Int]
  private let password: String
  private var session: Session
  private var draws: Draws
  private var connection: HTTPConnection?
  /// By id, which grows with time.
  private var stored: [Int: Entry] = [:]
  private var events: [String: Int] = [:]
  /// What was saved at the first attempt. An attempt without an answer may still be carried out after a deletion.
  private var settled: Set<Int> = []
  private var watchlist: Set<Int> = []
  /// A request without an answer may still be carried out later, and these have no idempotency key.
  private var uncertain: Set<Int> = []
  /// Access tokens and refresh tokens of sessions that have ended.
  private var revoked: (tokens: [String], refresh: [String]) = ([], [])
  private(set) var writes = 0
  private(set) var repeats = 0
  private let firstFault = Mutex<String?>(nil)
  private static let movies = 0...20

  /// The first answer that contradicts the account. Any thread may ask.
  var fault: String? { firstFault.withLock { $0 } }

  /// - Parameter ports: sites with the same database, any of which may get each request.
  init(_ account: LiveSite.RegisteredAccount, _ ports: [Int], seed: UInt64) {
    (name, password) = (account.username, account.password)
    session = Session(token: account.token, refresh: account.refreshToken)
    self.ports = ports
    draws = Draws(seed: seed)
  }

  /// Works until it is stopped, something is wrong, or the account is long enough.
  /// - Parameter pace: waits, given the number of writes.
  func work(until isStopping: () -> Bool, pace: (Int) -> Void) {
    while !isStopping(), fault == nil, stored.count < 2_000 {
      let before = writes
      switch draws.number(0...19) {
      case 0...8: save()
      case 9: saveBatch()
      case 10...11: delete()
      case 12...13: changeWatchlist()
      case 14: repeatEvent()
      case 15: useRevoked()
      case 16: if draws.once(in: 20) { if draws.once(in: 4) { changeSession() } else { refreshSession() } }
      default: read()
      }
      pace(writes - before)
    }
    // Kept ones of finished clients would add up.
    connection = nil
  }

  // MARK: - Changes

  private func entry() -> Entry {
    Entry(movie: draws.number(Self.movies), rating: draws.once(in: 2) ? draws.number(1...5) : nil)
  }

  private func fields(_ entry: Entry, _ event: String) -> JSON {
    var fields: [String: JSON] = [
      "movie_id": .integer(entry.movie), "event_id": .string(event),
      "interaction_type": .string(entry.rating == nil ? "view" : "rate"),
    ]
    if let rating = entry.rating { fields["rating"] = .integer(rating) }
    return .object(fields)
  }

  private func save() {
    let (entry, event, before) = (entry(), UUID().uuidString.lowercased(), repeats)
    note(insist("POST", "/api/interactions", fields(entry, event)), entry, event, isSettled: repeats == before)
  }

  /// The answer to a batch has no ids; the newest of the history are those of the batch.
  private func saveBatch() {
    let (batch, before) = ((0..<8).map { _ in (entry: entry(), event: UUID().uuidString.lowercased()) }, repeats)
    let body = JSON.object(["interactions": .array(batch.map { fields($0.entry, $0.event) })])
    _ = insist("POST", "/api/interactions/batch", body)
    let isSettled = repeats == before
    let newest = insist("GET", "/api/interactions?limit=\(batch.count)")["interactions"]?.array ?? []
    guard fault == nil else { return }
    let found = newest.reversed().map { Entry(movie: $0["movie_id"]?.integer ?? -1, rating: $0["rating"]?.integer) }
    if found != batch.map(\.entry) { return fail("a batch of \(batch.map(\.entry)) is stored as \(found)") }
    for ((entry, event), saved) in zip(batch, newest.reversed()) {
      note(["interaction": saved], entry, event, isSettled: isSettled)
    }
  }

  private func note(_ answer: JSON, _ entry: Entry, _ event: String, isSettled: Bool) {
    guard fault == nil else { return }
    guard let id = answer["interaction"]?["id"]?.integer else {
      return fail("a saved interaction has no id: \(answer)")
    }
    if stored[id] != nil { return fail("two interactions have the id \(id)") }
    stored[id] = entry
    events[event] = id
    if isSettled { settled.insert(id) }
    writes += 1
  }

  /// An old event again: the same interaction must come back, and nothing new be stored.
  private func repeatEvent() {
    guard let (event, id) = events.randomElement(using: &draws), let entry = stored[id] else { return }
    let answer = insist("POST", "/api/interactions", fields(entry, event))
    if answer["interaction"]?["id"]?.integer != id { fail("event \(event) was stored twice: \(answer)") }
  }

  private func delete() {
    guard draws.once(in: 2), let id = settled.randomElement(using: &draws) else { return }
    _ = insist("DELETE", "/api/interactions/\(id)", accepting: [204, 404])
    stored[id] = nil
    settled.remove(id)
    events = events.filter { $0.value != id }
    writes += 1
  }

  private func changeWatchlist() {
    let (movie, adds, before) = (draws.number(Self.movies), draws.once(in: 2), repeats)
    _ = insist(adds ? "PUT" : "DELETE", "/api/movies/\(movie)/watchlist", accepting: [200, 201, 204, 404])
    if repeats > before { uncertain.insert(movie) }
    if adds { watchlist.insert(movie) } else { watchlist.remove(movie) }
    writes += 1
  }

  /// Logs in anew and out of the old session, whose tokens are dead from then on.
  private func changeSession() {
    let old = session
    logIn()
    _ = insist("POST", "/api/auth/logout", token: old.token, accepting: [204, 401])
    revoke(old)
    writes += 1
  }

  private func logIn() {
    let names: JSON = .object(["username": .string(name), "password": .string(password)])
    let answer = insist("POST", "/api/auth/login", names)
    guard let token = answer["token"]?.string, let refresh = answer["refresh_token"]?.string else {
      return fail("no tokens: \(answer)")
    }
    session = Session(token: token, refresh: refresh)
    writes += 1
  }

  /// A replaced refresh token gets the same successor for 10 s, in case the answer was lost. Later it ends the session.
  private func refreshSession() {
    let (began, before) = (now(), repeats)
    let body: JSON = .object(["refresh_token": .string(session.refresh)])
    let answer = insist("POST", "/api/auth/refresh", body, accepting: [200, 401])
    guard fault == nil else { return }
    guard let token = answer["token"]?.string, let refresh = answer["refresh_token"]?.string else {
      if repeats == before || now() - began < 9 { return fail("the session is not refreshed: \(answer)") }
      let old = session
      logIn()
      return revoke(old)
    }
    session = Session(token: token, former: session.former + [session.token], refresh: refresh)
    writes += 1
  }

  private func revoke(_ old: Session) {
    revoked.tokens += old.former + [old.token]
    revoked.refresh.append(old.refresh)
  }

  private func useRevoked() {
    let (token, refresh) = (
      revoked.tokens.randomElement(using: &draws), revoked.refresh.randomElement(using: &draws)
    )
    guard let token, let refresh else { return }
    let answer =
      draws.once(in: 2)
      ? insist("POST", "/api/interactions", .object(["movie_id": 1]), token: token, accepting: [401])
      : insist("POST", "/api/auth/refresh", .object(["refresh_token": .string(refresh)]), accepting: [401])
    if fault == nil, answer["error"] == nil { fail("a revoked token worked: \(answer)") }
  }

  // MARK: - Comparisons

  private func read() {
    switch draws.number(0...2) {
    case 0:
      let page = insist("GET", "/api/interactions?limit=1")
      let (newest, last) = (page["interactions"]?[0]?["id"]?.integer, stored.keys.max())
      if page["count"]?.integer != stored.count || newest != last {
        fail("\(page["count"] ?? .null) interactions up to \(newest ?? 0), not \(stored.count) up to \(last ?? 0)")
      }
    case 1: compareRatings()
    default: compareWatchlist()
    }
  }

  /// The current rating is that of the newest remaining `rate` interaction.
  private func compareRatings() {
    var newest: [Int: (id: Int, rating: Int)] = [:]
    for (id, entry) in stored {
      guard let rating = entry.rating, id > newest[entry.movie]?.id ?? -1 else { continue }
      newest[entry.movie] = (id, rating)
    }
    let ratings = insist("GET", "/api/ratings?limit=500")["ratings"]?.array ?? []
    let found = Dictionary(
      ratings.map { ($0["movie"]?["id"]?.integer ?? -1, $0["rating"]?.integer ?? -1) },
      uniquingKeysWith: { first, _ in first })
    let expected = newest.mapValues(\.rating)
    if found != expected { fail("the ratings are \(found), not \(expected)") }
  }

  private func compareWatchlist() {
    let entries = insist("GET", "/api/watchlist?limit=500")["watchlist"]?.array ?? []
    let found = Set(entries.compactMap { $0["movie"]?["id"]?.integer })
    if !found.symmetricDifference(watchlist).isSubset(of: uncertain) {
      fail("on the watchlist are \(found), not \(watchlist)")
    }
  }

  /// All that is stored, beside the account.
  func compareAll() {
    var (found, cursor): ([Int], String?) = ([], "")
    while let next = cursor, fault == nil {
      let page = insist("GET", "/api/interactions?limit=500" + (next.isEmpty ? "" : "&cursor=\(next)"))
      found += page["interactions"]?.array?.compactMap { $0["id"]?.integer } ?? []
      cursor = page["next_cursor"]?.string
    }
    if found.sorted() != stored.keys.sorted() {
      let (more, lost) = (Set(found).subtracting(stored.keys), Set(stored.keys).subtracting(found))
      fail("stored and not acknowledged: \(more); acknowledged and not stored: \(lost)")
    }
    compareRatings()
    compareWatchlist()
  }

  // MARK: - Requests

  private func fail(_ what: String) { firstFault.withLock { $0 = $0 ?? "\(name): \(what)" } }

  /// Sends a request until its outcome is known. An answer of another kind is a fault.
  private func insist(
    _ method: String, _ path: String, _ body: JSON? = nil, token: String? = nil, accepting: [Int] = [200, 201]
  ) -> JSON {
    let request = HTTPRequest(method, path, body: body.flatMap { try? $0.text }, token: token ?? session.token)
    // Seconds of attempts.
    var spent = 0.0
    // Now and then the other site goes on.
    if draws.once(in: 50) { connection = nil }
    while fault == nil {
      let began = now()
      do {
        let open = try connection ?? HTTPConnection(port: ports.randomElement(using: &draws) ?? 0)
        connection = open
        try open.send(request.text(closing: false))
        let answer = try open.receive()
        if answer["Connection"] == "close" { connection = nil }
        if accepting.contains(answer.status) { return answer.body.isEmpty ? .null : try answer.json }
        guard [429, 502, 503, 504].contains(answer.status) else {
          fail("\(method) \(path) answers \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
          break
        }
      } catch {
        connection = nil
      }
      repeats += 1
      pause(0.02)
      // One that waits for an answer until its patience ends, or during which this process is stopped, is not all.
      spent += min(now() - began, 10)
      if spent > 60 { fail("\(method) \(path) has no outcome within a minute") }
    }
    return .null
  }
}
