import System

@testable import ModelFile

/// A model file of three items and two sections, small enough to check by eye.
enum TinyModelFile {
  static let contents = contents(trainedAt: 1_795_514_130_000_000)

  /// - Parameter trainedAt: in microseconds; that of `contents` is 2026-11-24T09:55:30Z.
  static func contents(trainedAt: Int64, items: [Int64] = [-7, 0, 9_223_372_036_854_775_807]) -> ModelFileContents {
    ModelFileContents(
      model: "Tiny", trainedAt: trainedAt, fingerprint: 0xF00D,
      hyperparameters: [("lambda", "200"), ("name", "Amélie")], figures: [("NDCG@100", 0.4525)], items: items,
      sections: [
        SectionContents("weights", .float([0.5, -1, 2, 0.25, 8])), SectionContents("columns", .int32([3, 1, 2])),
      ])
  }

  static func bytes() throws -> [UInt8] { try contents.encoded() }

  /// The fixture with a change and a checksum that matches it, so that only later checks can find the damage.
  static func sealed(_ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
    var bytes = try bytes()
    change(&bytes)
    bytes.replaceSubrange(16..<24, with: littleEndian(UInt64(bytes.count)))
    var hash = XXH64()
    bytes[32...].withUnsafeBytes { hash.update($0) }
    bytes.replaceSubrange(24..<32, with: littleEndian(hash.finish()))
    return bytes
  }

  /// The offset of a section's entry by its index: items 0, hyperparameters 1, figures 2, weights 3, columns 4.
  static func entry(_ index: Int) -> Int { 128 + 64 * index }
}

extension [UInt8] {
  mutating func put(_ number: some FixedWidthInteger, at offset: Int) {
    let bytes = littleEndian(number)
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }
}

/// A directory that is removed with its owner.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = try Directory.createUnique(in: "/tmp", prefix: "marquee-test-")
  }

  deinit {
    for name in names { File.remove("\(path)/\(name)") }
    Directory.remove(path)
  }

  /// The names of all files in the directory, sorted.
  var names: [String] { (try? Directory.names(in: path)) ?? [] }
}
