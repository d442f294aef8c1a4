import Domain
import Glibc
import JSON
import Testing

@testable import Scoring

struct TrainingRecordTests {
  @Test func `a training record is read back as it was written`() throws {
    let directory = try makeDirectory()
    #expect(try TrainingRecord.read(in: directory) == nil)
    for record in [Self.full, TrainingRecord(startedAt: Timestamp(seconds: 7))] {
      #expect(record.write(in: directory) == nil)
      #expect(try TrainingRecord.read(in: directory) == record)
    }
    #expect(access("\(directory)/.last-training.json.new", F_OK) != 0)
    unlink("\(directory)/last-training.json")
    #expect(rmdir(directory) == 0)
  }

  @Test func `a training record that cannot be written is reported with its path`() throws {
    #expect(Self.full.write(in: "/nowhere")?.contains("/nowhere/.last-training.json.new: No such file") == true)
  }

  @Test func `a training has succeeded if every model is up to date or published`() {
    var record = TrainingRecord(startedAt: Timestamp(seconds: 0))
    record.models = [.init(.ease, .published, version: "v"), .init(.itemKNN, .upToDate)]
    #expect(record.hasSucceeded)
    for outcome in [TrainingRecord.Outcome.refused, .failed] {
      var other = record
      other.models.append(.init(.deepFM, outcome))
      #expect(!other.hasSucceeded)
    }
    record.fault = "the database cannot be reached"
    #expect(!record.hasSucceeded)
  }

  @Test func `a training without time for some models has succeeded, and one without time for any has failed`() {
    var record = TrainingRecord(startedAt: Timestamp(seconds: 0))
    record.models = [.init(.ease, .published, version: "v"), .init(.itemKNN, .upToDate), .init(.deepFM, .leftOut)]
    #expect(record.hasSucceeded)
    record.models.removeFirst()
    #expect(!record.hasSucceeded)
  }

  @Test(arguments: [
    "", "{}", "[]", "null", #"{"started_at":1,"ended_at":"x","models":[]}"#,
    #"{"started_at":9223372036854775807,"ended_at":1,"models":[]}"#, #"{"started_at":1,"ended_at":2}"#,
  ])
  func `JSON that is not a training record is rejected`(text: String) throws {
    let json = try? JSONParser.parse(Array(text.utf8))
    #expect(json.flatMap { TrainingRecord($0) } == nil)
  }

  @Test(arguments: ["", "{\"started_at\":1", String(repeating: " ", count: 70_000) + "{}"])
  func `a damaged training record is distinguished from a missing one`(text: String) throws {
    let directory = try makeDirectory()
    let path = "\(directory)/last-training.json"
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
    let error = #expect(throws: TrainingRecord.Unreadable.self) { try TrainingRecord.read(in: directory) }
    #expect(error?.description == "\(path) is damaged: it is not a training record")
    unlink(path)
    rmdir(directory)
    #expect(try TrainingRecord.read(in: directory) == nil)
  }

  @Test func `a training record of a newer program is read without its unknown models and outcomes`() throws {
    let text = """
      {"started_at":1,"ended_at":2,"new":true,"models":[{"model":"Other","outcome":"published"},
      {"model":"EASE","outcome":"other"},{"model":"DeepFM","outcome":"refused","reason":"worse"}]}
      """
    let record = try TrainingRecord(JSONParser.parse(Array(text.utf8)))
    #expect(record?.models == [.init(.deepFM, .refused, reason: "worse")])
  }

  @Test func `a long reason is cut so that the training record can be read`() throws {
    let directory = try makeDirectory()
    var record = TrainingRecord(startedAt: Timestamp(seconds: 0))
    record.fault = String(repeating: "\u{1}", count: 100_000)
    #expect(record.write(in: directory) == nil)
    #expect(try TrainingRecord.read(in: directory)?.fault?.count == 2_000)
    unlink("\(directory)/last-training.json")
    rmdir(directory)
  }

  private static let full: TrainingRecord = {
    var record = TrainingRecord(startedAt: Timestamp(seconds: 1_795_514_130))
    record.endedAt = Timestamp(seconds: 1_795_514_190)
    record.fault = #"said "no""#
    record.data = .init(source: "u.data", rows: 100_000, rejected: 1, users: 943, items: 1_682, positives: 55_375)
    record.models = [
      .init(.ease, .published, version: "20261124T095530Z-1a2b3c4d", reason: "not comparable", seconds: 12),
      .init(.itemKNN, .refused, reason: "worse"), .init(.neuralMF, .failed, reason: "disk"), .init(.deepFM, .upToDate),
      .init(.spectral, .leftOut, reason: "no time", seconds: 7_200),
    ]
    return record
  }()

  private func makeDirectory() throws -> String {
    var template = Array("/tmp/marquee-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
