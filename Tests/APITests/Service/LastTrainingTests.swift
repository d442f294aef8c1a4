import API
import Domain
import Scoring
import Testing

struct LastTrainingTests {
  @Test func `a damaged training record is logged once, and again after a readable one`() throws {
    let folder = try TemporaryFolder()
    let lines = LogLines()
    let training = LastTraining(in: folder.path, log: lines.log)
    guard case .none = training.look() else { throw CancellationError() }
    for time in 1...2 {
      try folder.write("{", to: "last-training.json")
      for _ in 0..<3 { guard case .unreadable = training.look() else { throw CancellationError() } }
      #expect(lines.count("cannot read the record of the last training") == time)
      #expect(TrainingRecord(startedAt: Timestamp(seconds: 7)).write(in: folder.path) == nil)
      guard case .known(let record) = training.look() else { throw CancellationError() }
      #expect(record.startedAt == Timestamp(seconds: 7))
    }
  }
}
