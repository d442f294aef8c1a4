import API
import Credentials
import Domain
import Foundation
import HTTP
import JSON
import Logging
import ModelFile
import Scoreboard
import Scoring
import Synchronization
import System
import Testing

/// The API with stores in memory, four movies and an EASE model of three of them.
struct Site {
  /// The start time of a site. Its clock stands still unless a test advances it.
  static let now = Timestamp(seconds: 1_795_428_930)
  static let secret = Array("0123456789abcdef0123456789abcdef".utf8)

  /// Seconds since `now`.
  let elapsed = Counter()

  let stores = MemoryStores()
  let models: Live<ModelStates>
  let catalogue: Live<Catalogue>
  let statistics = Live(Statistics.empty)
  let keys: Live<KeyRing>
  let experiments = Live(Treatments.none)
  let figures = Live<[PlaceFigures]>([])
  let shown = ShownLists()
  let longScoring = LongWork(places: 3, on: Cores(count: 1, sharedBy: nil), priority: .usual)
  let lines = LogLines()
  private let services: Services
  private let router = routes()

  init(
    catalogue: Catalogue = Site.catalogue, models: ModelStates? = nil, scoreboard: Scoreboard? = nil
  ) throws {
    self.models = Live(try models ?? [.ease: .available(Self.ease()), .deepFM: .unusable(reason: "checksum")])
    self.catalogue = Live(catalogue)
    keys = Live(try KeyRing(contents: Self.secret))
    let application = Application(
      models: self.models, catalogue: self.catalogue, statistics: statistics, keys: keys,
      experiments: experiments, figures: figures, shown: shown, tokenLifetime: .seconds(3_600),
      sessionLifetime: SessionLifetime(idle: .seconds(30 * 86_400), total: .seconds(90 * 86_400)),
      passwords: PasswordHasher(cost: 4, LongWork(places: 3, on: Cores(count: 1, sharedBy: nil), priority: .usual)),
      longScoring: longScoring, longReading: longScoring, recordingLimits: RecordingLimits(perMinute: 5, kept: 10),
      schemaVersion: Self.schemaVersion, scoreboard: scoreboard, log: lines.log,
      now: { [elapsed] in Self.now + .seconds(elapsed.value) })
    stores.clock = { [elapsed] in Self.now + .seconds(elapsed.value) }
    services = Services(
      application, users: stores, sessions: stores, interactions: stores, ratings: stores,
      recommendations: stores, marks: stores, imports: stores, schema: stores)
  }

  /// The number of migrations.
  static let schemaVersion: Int = {
    let sql = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../sql").standardized.path
    return (try? FileManager.default.contentsOfDirectory(atPath: sql).count { $0.hasSuffix(".sql") }) ?? 0
  }()

  static let catalogue = Catalogue(
    movies: [
      Movie(id: 0, title: "Zero, The (1999)", genres: ["Drama", "Sci-Fi"], date: CalendarDate(iso: "1999-05-01")),
      Movie(id: 5, title: "Five", genres: [], date: nil),
      Movie(id: 7, title: "Seven", genres: ["Crime"], date: CalendarDate(iso: "1995-01-01")),
      Movie(id: 9, title: "Too new for the model", genres: [], date: nil),
    ], version: 1)

  /// An EASE model that scores 7 higher than 5 for a user who liked 0.
  ///
  /// - Parameter figures: The figures by which `auto` chooses.
  static func ease(
    figures: [(name: String, value: Double)] = [], items: [MovieID] = [0, 5, 7],
    rows: [[Float]] = [[0, 0.25, 0.5], [0.25, 0, 0.125], [0.5, 0.125, 0]], chance: Chance? = nil
  ) throws -> Model {
    let padding = [Float](repeating: 0, count: EASEScorer.stride(items: items.count) - items.count)
    let contents = ModelFileContents(
      model: "EASE", trainedAt: 1_000_000, fingerprint: 0, hyperparameters: [], figures: figures, items: items,
      sections: EASEScorer.sections(weights: rows.flatMap { $0 + padding }) + (chance?.sections ?? []))
    return try Model(ModelFile.decode(contents.encoded()), as: .ease)
  }

  /// An ItemKNN model that recommends only the second item to a user who liked the first.
  ///
  /// - Parameter items: Three movie ids, ascending.
  static func itemKNN(
    figures: [(name: String, value: Double)] = [], items: [MovieID] = [0, 5, 7]
  ) throws -> Model {
    let contents = ModelFileContents(
      model: "ItemKNN", trainedAt: 1_000_000, fingerprint: 0, hyperparameters: [], figures: figures, items: items,
      sections: SparseScorer.sections(rows: [0, 1, 1, 1], columns: [1], weights: [1]))
    return try Model(ModelFile.decode(contents.encoded()), as: .itemKNN)
  }

  /// A response with its body parsed.
  struct Answer {
    let status: Int
    let headers: [(name: String, value: String)]
    let text: String
    let members: [String: JSONValue]

    subscript(_ name: String) -> JSONValue? { members[name] }
    var error: String? { if case .string(let code)? = members["error"] { code } else { nil } }
  }

  private func request(
    _ method: String, _ target: String, _ body: String, token: String?, userAgent: String?, accept: String?,
    ifNoneMatch: String?, contentType: String = "application/json", from client: String
  ) -> Request {
    let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
    return Request(
      method: method, path: parts[0], query: parts.count > 1 ? parts[1] : "", contentType: contentType,
      accept: accept, ifNoneMatch: ifNoneMatch, authorization: token.map { "Bearer \($0)" }, userAgent: userAgent,
      body: Array(body.utf8), client: client, id: "r1")
  }

  func respond(
    _ method: String, _ target: String, _ body: String = "", token: String? = nil, userAgent: String? = nil,
    accept: String? = nil, ifNoneMatch: String? = nil, contentType: String = "application/json",
    from client: String = "192.0.2.1"
  ) -> Response {
    // Ends the previous request, whose stream has been read by now.
    services.endRequest()
    let request = request(
      method, target, body, token: token, userAgent: userAgent, accept: accept, ifNoneMatch: ifNoneMatch,
      contentType: contentType, from: client)
    return router.respond(to: request, services)
  }

  func send(
    _ method: String, _ target: String, _ body: String = "", token: String? = nil, userAgent: String? = nil,
    contentType: String = "application/json", from client: String = "192.0.2.1"
  ) throws -> Answer {
    try answer(
      respond(method, target, body, token: token, userAgent: userAgent, contentType: contentType, from: client))
  }

  /// Sends requests to one endpoint that arrive together.
  func send(
    together method: String, _ path: String, _ sent: [(body: String, token: String)]
  ) throws -> [Answer] {
    services.endRequest()
    let requests = sent.map { body, token in
      request(
        method, path, body, token: token, userAgent: nil, accept: nil, ifNoneMatch: nil, from: "192.0.2.1")
    }
    let endpoint = try #require(router.group(of: requests[0]))
    return try router.respond(together: requests, at: endpoint, services).map(answer)
  }

  private func answer(_ response: Response) throws -> Answer {
    var response = response
    if let stream = response.stream {
      var body: [UInt8] = []
      #expect(
        try stream {
          body += $0
          return true
        })
      response.body = body
    }
    var members: [String: JSONValue] = [:]
    if response.contentType == "application/json", response.status != .noContent {
      guard case .object(let object) = try JSONParser.parse(response.body) else {
        throw HTTPError(.internalError, "not an object")
      }
      members = object
    }
    return Answer(
      status: response.status.rawValue, headers: response.headers, text: String(decoding: response.body, as: UTF8.self),
      members: members)
  }

  /// Registers `name` and returns the tokens.
  @discardableResult
  func registerWithTokens(
    _ name: String = "mara", userAgent: String? = nil
  ) throws -> (access: String, refresh: String) {
    let answer = try send(
      "POST", "/api/auth/register",
      #"{"username":"\#(name)","email":"\#(name)@example.org","password":"correct horse"}"#, userAgent: userAgent)
    return try tokens(in: answer)
  }

  /// Registers `name` and returns the access token.
  func register(_ name: String = "mara") throws -> String { try registerWithTokens(name).access }

  func tokens(in answer: Answer) throws -> (access: String, refresh: String) {
    guard case .string(let access)? = answer["token"], case .string(let refresh)? = answer["refresh_token"] else {
      throw HTTPError(.internalError, answer.text)
    }
    return (access, refresh)
  }

  /// A validly signed token for any user and time.
  func token(subject: Int64, session: Int64 = 1, issuedAt: Int64, expiresAt: Int64) throws -> String {
    AccessTokens(try KeyRing(contents: Self.secret)).issue(
      Claims(subject: subject, session: session, issuedAt: issuedAt, expiresAt: expiresAt))
  }
}

/// A number that closures can share.
final class Counter: Sendable {
  private let storage = Atomic<Int64>(0)

  var value: Int64 {
    get { storage.load(ordering: .relaxed) }
    set { storage.store(newValue, ordering: .relaxed) }
  }
}

extension JSONValue {
  /// The member of an object; nil for any other value.
  subscript(_ name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  /// The elements of an array; empty for any other value.
  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }
}

extension Statistics {
  /// Statistics with the number of users who have watched each movie.
  static func of(_ users: [(movie: MovieID, users: Int)]) -> Statistics {
    of(users.map { (movie: $0, users: $1, ratings: 0) })
  }

  /// Statistics with the number of ratings of each movie, 3 stars each.
  static func rated(_ ratings: [(movie: MovieID, ratings: Int)]) -> Statistics {
    of(ratings.map { (movie: $0, users: $1, ratings: $1) })
  }

  private static func of(_ counts: [(movie: MovieID, users: Int, ratings: Int)]) -> Statistics {
    Statistics(
      StatisticsState(version: 3, countedAt: Site.now, duration: .zero, isOutdated: false, users: 9, readAt: Site.now),
      counts.map { movie, users, ratings in
        MovieCounts(
          movie: movie, interactions: KindCounts(), ratings: ratings, halfStars: 6 * ratings, users: users,
          recentUsers: RecentUsers(day: 0, week: 0, month: 0))
      })
  }
}
