import Foundation
import Synchronization
import TestCases

/// What else reaches a site: readers of what is public, recommendations, histories from other sites, exports, wrong
/// passwords, and requests that must be refused.
final class MixedLoad: Sendable {
  struct Tally {
    var answered = 0
    /// Answers that say to come later, and connections that failed.
    var later = 0
    var fault: String?
  }

  private let tally = Mutex(Tally())
  private let running = Mutex(0)
  private let isStopping = Atomic(false)

  var now: Tally { tally.withLock { $0 } }

  /// - Parameter ports: sites with the same database.
  init(on site: LiveSite, ports: [Int], seed: UInt64) {
    // With the requests a second of each.
    let kinds: [(rate: Double, request: @Sendable (inout Draws) -> Expected)] = [
      (20, Self.publicRead), (12, Self.recommendation), (3, Self.refused), (0.5, Self.wrongPassword),
    ]
    running.withLock { $0 = kinds.count + 1 }
    for (number, kind) in kinds.enumerated() {
      Thread.detachNewThread { [self] in
        var (draws, pace) = (Draws(seed: seed + UInt64(number)), Pace(kind.rate))
        while !isStopping.load(ordering: .relaxed) {
          _ = send(kind.request(&draws), to: ports.randomElement(using: &draws) ?? 0)
          pace.wait()
        }
        running.withLock { $0 -= 1 }
      }
    }
    Thread.detachNewThread { [self] in
      var (draws, pace) = (Draws(seed: seed + 100), Pace(1))
      while !isStopping.load(ordering: .relaxed) {
        if let account = try? site.register() {
          // So that many accounts come and go.
          for _ in 0..<20 where !isStopping.load(ordering: .relaxed) {
            use(account, HTTPClient(port: ports.randomElement(using: &draws) ?? 0), &draws)
            pace.wait()
          }
        }
        pace.wait()
      }
      running.withLock { $0 -= 1 }
    }
  }

  func stop() throws {
    isStopping.store(true, ordering: .relaxed)
    guard eventually(within: 90, { running.withLock { $0 == 0 } }) else {
      throw LiveError("a client is still waiting for a response")
    }
  }

  // MARK: - Requests

  struct Expected: Sendable {
    var request: HTTPRequest
    let statuses: [Int]

    init(_ statuses: [Int], _ method: String, _ path: String, _ body: JSON? = nil, token: String? = nil) {
      self.statuses = statuses
      request = HTTPRequest(method, path, body: body.flatMap { try? $0.text }, token: token)
    }
  }

  /// Returns the answer if it is one of those expected.
  private func send(_ expected: Expected, to port: Int) -> HTTPAnswer? {
    let answer = try? HTTPClient(port: port).send(expected.request)
    return tally.withLock { tally in
      guard let answer, ![429, 502, 503, 504].contains(answer.status) || expected.statuses.contains(answer.status)
      else {
        tally.later += 1
        return nil
      }
      tally.answered += 1
      if expected.statuses.contains(answer.status) { return answer }
      let (request, text) = (expected.request, String(decoding: answer.body.prefix(500), as: UTF8.self))
      tally.fault = tally.fault ?? "\(request.method) \(request.path) answers \(answer.status): \(text)"
      return nil
    }
  }

  private static func publicRead(_ draws: inout Draws) -> Expected {
    let movie = draws.number(0...49)
    let paths = [
      "/", "/api/movies", "/api/movies?sort=rating&include=ratings&per_page=20", "/api/movies/\(movie)",
      "/api/movies/search?q=film%20\(movie)", "/api/movies/search?q=matirx", "/api/movies/\(movie)/similar",
      "/api/movies/starters", "/api/genres", "/api/popular", "/api/trending", "/api/stats", "/api/home",
      "/api/models", "/api/openapi.json", "/api/health", "/init", "/metrics",
    ]
    return Expected([200], "GET", paths.randomElement(using: &draws) ?? "/")
  }

  private static func recommendation(_ draws: inout Draws) -> Expected {
    let model = ["EASE", "ItemKNN", "NeuralMF", "DeepFM", "auto"].randomElement(using: &draws) ?? "auto"
    func people(_ count: Int) -> JSON {
      .array((0..<count).map { _ in .array((0...draws.number(0...4)).map { _ in .integer(draws.number(0...49)) }) })
    }
    var body: [String: JSON] = ["model": .string(model), "top_k": .integer(draws.number(1...50))]
    if draws.once(in: 5) { body["contexts"] = people(3) } else { body["context"] = people(1)[0] }
    if draws.once(in: 4) { body["diversity"] = 0.5 }
    return Expected([200], "POST", "/api/recommend", .object(body))
  }

  private static func refused(_ draws: inout Draws) -> Expected {
    let all: [Expected] = [
      Expected([404], "GET", "/api/no-such-thing"), Expected([405], "DELETE", "/api/movies"),
      Expected([400, 422], "POST", "/api/recommend", ["model": "EASE", "context": "x"]),
      Expected([401], "GET", "/api/interactions"), Expected([401], "GET", "/api/auth/user", token: "no.such.token"),
      Expected(
        [400, 413, 422], "POST", "/api/auth/register", ["username": .string(String(repeating: "x", count: 60_000))]),
      Expected([400, 422], "GET", "/api/movies?page=-1"), Expected([404], "GET", "/api/movies/99999999"),
    ]
    return all[draws.number(0...all.count - 1)]
  }

  /// After some of them a name has to wait (429).
  private static func wrongPassword(_ draws: inout Draws) -> Expected {
    let name = "nobody \(draws.number(0...30))"
    return Expected([401, 429], "POST", "/api/auth/login", ["username": .string(name), "password": "wrong horse"])
  }

  private func use(_ account: LiveSite.RegisteredAccount, _ client: HTTPClient, _ draws: inout Draws) {
    func send(_ statuses: [Int], _ method: String, _ path: String, _ body: JSON? = nil) -> HTTPAnswer? {
      self.send(Expected(statuses, method, path, body, token: account.token), to: client.port)
    }
    switch draws.number(0...6) {
    case 0: _ = send([200, 201], "POST", "/api/interactions", ["movie_id": .integer(draws.number(0...49))])
    case 1: _ = send([200], "GET", "/api/home")
    case 2: _ = send([200], "GET", "/api/recommendations?top_k=10")
    case 3: _ = send([200], "POST", "/api/auth/export", ["password": .string(account.password)])
    case 4: _ = send([200], "GET", "/api/recommendations/history")
    case 5: _ = send([200], "GET", "/api/auth/user/ratings.csv")
    default:
      // What an import has added is taken back.
      guard let id = importHistory(account, client, draws.number(1...200)) else { return }
      _ = send([200], "GET", "/api/imports/\(id)")
      _ = send([204, 404], "DELETE", "/api/imports/\(id)")
    }
  }

  /// Returns the number of the import.
  private func importHistory(
    _ account: LiveSite.RegisteredAccount, _ client: HTTPClient, _ rows: Int
  ) -> Int? {
    let lines = (0..<rows).map { "20\(10 + $0 % 15)-01-1\($0 % 10),Film \(4 + $0 % 40),\(1954 + $0 % 40),u,4.5\n" }
    let file = "Date,Name,Year,Letterboxd URI,Rating\n" + lines.joined()
    let head = "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ratings.csv\"\r\n\r\n"
    var expected = Expected([200, 201], "POST", "/api/imports", token: account.token)
    expected.request.contentType = "multipart/form-data; boundary=XyZ"
    expected.request.body = head + file + "\r\n--XyZ--\r\n"
    return send(expected, to: client.port).flatMap { try? $0.json["id"]?.integer }
  }
}
