import Domain
import Scoreboard
import Testing

struct ReadinessTests {
  private let board: Scoreboard
  private let site: Site

  init() throws {
    board = try Scoreboard.create(routes: [], rows: 2, slots: 1)
    site = try Site(scoreboard: board)
  }

  private func status() throws -> Int { try site.send("GET", "/api/health/ready").status }

  @Test func `a pool whose database is full is not ready until a write of the same route succeeds`() throws {
    #expect(try status() == 200)
    board.row(1).foundDatabaseFull(at: Site.now.sinceEpoch, by: 1)
    let answer = try site.send("GET", "/api/health/ready")
    #expect(answer.status == 503 && answer.error == "DATABASE_UNAVAILABLE" && answer.text.contains("no room"))
    // A single interaction fits where a batch does not.
    board.row(0).foundRoom(by: 0)
    board.row(0).foundRoom(by: nil)
    #expect(try status() == 503)
    board.row(0).foundRoom(by: 1)
    #expect(try status() == 200)
  }

  @Test func `an idle pool whose database was full is ready after 30 seconds, so that requests try again`() throws {
    board.row(1).foundDatabaseFull(at: Site.now.sinceEpoch, by: 1)
    site.elapsed.value = 29
    #expect(try status() == 503)
    site.elapsed.value = 30
    #expect(try status() == 200)
  }
}
