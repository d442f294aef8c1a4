import System
import Testing

@testable import ModelFile

struct ModelFileTests {
  @Test func `a model file is read back as it was written`() throws {
    let file = try ModelFile.decode(TinyModelFile.bytes())
    #expect(file.model == "Tiny")
    #expect(file.trainedAt == 1_795_514_130_000_000)
    #expect(file.fingerprint == 0xF00D)
    #expect(file.hyperparameters.map(\.name) == ["lambda", "name"])
    #expect(file.hyperparameters.map(\.value) == ["200", "Amélie"])
    #expect(file.figures.map(\.name) == ["NDCG@100"])
    #expect(file.figures.map(\.value) == [0.4525])
    #expect(elements(file.items) == [-7, 0, .max])
    #expect(try elements(file.section("weights", of: Float.self)) == [0.5, -1, 2, 0.25, 8])
    #expect(try elements(file.section("columns", of: Int32.self)) == [3, 1, 2])
  }

  @Test func `the bytes of a model file match the offset tables`() throws {
    let bytes = try TinyModelFile.bytes()
    #expect(Array(bytes[0..<8]) == [0x89, 0x4D, 0x51, 0x45, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(Array(bytes[8..<16]) == [0x0D, 0x0C, 0x0B, 0x0A, 1, 0, 0, 0])
    #expect(Array(bytes[32..<37]) == Array("Tiny\0".utf8))
    #expect(Array(bytes[64..<68]) == [5, 0, 0, 0])
    // Five entries end at 448, which is a multiple of 64: the items begin there.
    #expect(Array(bytes[TinyModelFile.entry(0)..<TinyModelFile.entry(0) + 6]) == Array("items\0".utf8))
    #expect(Array(bytes[TinyModelFile.entry(0) + 24..<TinyModelFile.entry(0) + 28]) == [3, 0, 0, 0])
    #expect(
      Array(bytes[TinyModelFile.entry(0) + 32..<TinyModelFile.entry(0) + 48]) == littleEndian(448) + littleEndian(3))
    #expect(Array(bytes[448..<456]) == littleEndian(Int64(-7)))
    // The floats begin behind 448 bytes and 64 each of items, hyperparameters and figures.
    #expect(Array(bytes[640..<644]) == littleEndian(Float(0.5).bitPattern))
    #expect(bytes.count == 704 + 3 * 4)
  }

  @Test func `sections are aligned to 64 bytes in memory`() throws {
    let file = try ModelFile.decode(TinyModelFile.bytes())
    try file.section("weights", of: Float.self).withUnsafeBufferPointer {
      #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0)
    }
  }

  @Test func `pages that are released come back, of a file and of a copy in memory`() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/Tiny.marquee"
    try File.write(TinyModelFile.bytes(), to: path)
    for file in [try ModelFile.open(path), try ModelFile.decode(TinyModelFile.bytes())] {
      file.items.releasePages()
      #expect(elements(file.items) == [-7, 0, .max])
      #expect(try elements(file.section("weights", of: Float.self)) == [0.5, -1, 2, 0.25, 8])
    }
  }

  @Test func `a process holds no page of a file after it has released them`() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/Tiny.marquee"
    try File.write(TinyModelFile.bytes(), to: path)
    let file = try ModelFile.open(path)
    #expect(try residentKilobytes(of: path) > 0)
    file.items.releasePages()
    #expect(try residentKilobytes(of: path) == 0)
    #expect(file.items[0] == -7)
    #expect(try residentKilobytes(of: path) > 0)
  }

  /// `Rss` of the mapping of a file in this process (proc(5), smaps).
  private func residentKilobytes(of path: String) throws -> Int {
    let lines = String(decoding: try File.bytes(at: "/proc/self/smaps"), as: UTF8.self).split(separator: "\n")
    let mapping = try #require(lines.firstIndex { $0.hasSuffix(path) })
    let size = try #require(lines[mapping...].first { $0.hasPrefix("Rss:") })
    return try #require(size.split(separator: " ").dropFirst().first.flatMap { Int($0) })
  }

  @Test func `a version contains the time of training and sorts by it`() throws {
    let early = try ModelFile.decode(TinyModelFile.contents(trainedAt: 0).encoded())
    let late = try ModelFile.decode(TinyModelFile.bytes())
    #expect(early.version.hasPrefix("19700101T000000Z-"))
    #expect(late.version.hasPrefix("20261124T095530Z-"))
    #expect(early.version < late.version)
    #expect(ModelVersion.isName(late.version))
    #expect(!ModelVersion.isName("20261124T095530Z-1a2b3c4g"))
  }

  @Test func `the same contents give the same bytes`() throws {
    #expect(try TinyModelFile.bytes() == TinyModelFile.bytes())
  }

  @Test func `a missing section and one of another element type are refused`() throws {
    let file = try ModelFile.decode(TinyModelFile.bytes())
    #expect(throws: ModelFileError.missingSection("rows")) { try file.section("rows", of: Int64.self) }
    #expect(throws: ModelFileError.wrongElementType(section: "weights", expected: .int32, found: .float)) {
      try file.section("weights", of: Int32.self)
    }
  }

  @Test func `origin and user figures are read back as they were written`() throws {
    var contents = TinyModelFile.contents
    contents.origin = [("data", "database"), ("threshold", "4")]
    contents.userFigures = UserFigures([.max: 0.5, -3: 0.25])
    let file = try ModelFile.decode(contents.encoded())
    #expect(file.origin.map(\.name) == ["data", "threshold"] && file.origin.map(\.value) == ["database", "4"])
    let figures = try #require(try file.userFigures())
    #expect(figures.users == [-3, .max] && figures.values == [0.25, 0.5])
    #expect(try elements(file.section("weights", of: Float.self)) == [0.5, -1, 2, 0.25, 8])
  }

  @Test func `a file without origin and user figures is read`() throws {
    let file = try ModelFile.decode(TinyModelFile.bytes())
    #expect(try file.origin.isEmpty && file.userFigures() == nil)
  }

  @Test(
    arguments: [
      ([1, 2], [0.5]), ([2, 1], [0.5, 0.5]), ([1, 1], [0.5, 0.5]), ([1], [.nan]), ([1], [.infinity]),
    ] as [([Int64], [Float])])
  func `user figures that do not match their users are refused`(users: [Int64], values: [Float]) throws {
    let contents = ModelFileContents(
      model: "Tiny", trainedAt: 0, fingerprint: 0, hyperparameters: [], figures: [], items: [],
      sections: [SectionContents("test.users", .int64(users)), SectionContents("test.ndcg100", .float(values))])
    let file = try ModelFile.decode(contents.encoded())
    #expect(throws: ModelFileError.malformedUserFigures) { try file.userFigures() }
  }

  @Test func `user figures without users are refused`() throws {
    let contents = ModelFileContents(
      model: "Tiny", trainedAt: 0, fingerprint: 0, hyperparameters: [], figures: [], items: [],
      sections: [SectionContents("test.ndcg100", .float([1]))])
    let file = try ModelFile.decode(contents.encoded())
    #expect(throws: ModelFileError.missingSection("test.users")) { try file.userFigures() }
  }

  @Test func `contents that a reader would refuse are not written`() throws {
    #expect(throws: ModelFileError.cannotEncode(reason: "the item ids do not ascend")) {
      try TinyModelFile.contents(trainedAt: 0, items: [1, 1]).encoded()
    }
    let reason = "the time of training, -1 µs, is not in the years 1970–9999"
    #expect(throws: ModelFileError.cannotEncode(reason: reason)) {
      try TinyModelFile.contents(trainedAt: -1).encoded()
    }
  }

  private func elements<Element>(_ array: MappedArray<Element>) -> [Element] { (0..<array.count).map { array[$0] } }
}
