import Domain
import Scoring
import System
import Testing
import Training

@testable import marquee_train

struct RankingTablesTests {
  private let folder = "/tmp/marquee-tables-\(UInt64.random(in: 0 ... .max))"
  private let ranking = TestRanking(
    ranker: "EASE", rotation: 2, length: 3,
    user: HeldOutUser(user: 7, context: [1, 2, 3, 4], targets: [30, 50]), shown: 3,
    items: [ScoredItem(id: 20, score: 1.5), ScoredItem(id: 30, score: 0.25), ScoredItem(id: 40, score: 0.1)])

  @Test func `lists have a row for each of the first items, and users one for each ranking`() throws {
    let (lists, users) = ("\(folder)-lists.csv", "\(folder)-users.tsv")
    defer { for path in [lists, users] { File.remove(path) } }
    let tables = try RankingTables(lists: lists, top: 2, users: users)
    tables.add(ranking)
    try tables.finish()
    #expect(
      try text(of: lists) == """
        model,rotation,context,user,rank,item,score,hit
        EASE,2,3,7,1,20,1.5,0
        EASE,2,3,7,2,30,0.25,1

        """)
    // One of two targets, at place 2.
    let ndcg = ranking.value(of: .ndcg10)
    #expect(abs(ndcg - 0.630_929_753_571_457_4 / 1.630_929_753_571_457_4) < 1e-12)
    #expect(
      try text(of: users) == """
        model\trotation\tcontext\tuser\tshown\ttargets\tRecall@10\tRecall@20\tRecall@50\tNDCG@10\tNDCG@100
        EASE\t2\t3\t7\t3\t2\t0.5\t0.5\t0.5\t\(ndcg)\t\(ndcg)

        """)
  }

  @Test func `a table replaces what was in its file, whatever its length`() throws {
    let path = "\(folder).csv"
    defer { File.remove(path) }
    for count in [30_000, 1] {
      let table = try TableFile(path, columns: ["number"])
      for number in 0..<count { table.add(["\(number)"]) }
      try table.finish()
      #expect(try text(of: path) == "number\n" + (0..<count).map { "\($0)\n" }.joined())
    }
  }

  @Test func `a file that cannot be written is reported`() throws {
    #expect(throws: WriteFailure.self) { try TableFile("/nowhere/users.csv", columns: ["a"]) }
    let full = try TableFile("/dev/full", columns: ["a"])
    for _ in 0..<100_000 { full.add(["1"]) }
    #expect(throws: WriteFailure.self) { try full.finish() }
  }

  private func text(of path: String) throws -> String { String(decoding: try File.bytes(at: path), as: UTF8.self) }
}
