import Domain
import ModelFile

/// Scores that do not depend on the context: how many users like each item. No model should do worse, and if others do,
/// `auto` uses this one.
///
/// The section of its file, in addition to those of every file, for n items:
///
///     NAME    TYPE   COUNT   DESCRIPTION
///     counts  Float  stride  the number of users who like the item; stride is n rounded up to a multiple of 16, and
///                            the padding is zero
package struct PopularityScorer: Scorer {
  private static let section = "counts"

  private let itemCount: Int
  private let counts: MappedArray<Float>

  init(_ file: ModelFile) throws(ModelError) {
    do { counts = try file.section(Self.section) } catch { throw .file(error) }
    itemCount = file.items.count
    let expected = EASEScorer.stride(items: itemCount)
    guard counts.count == expected else {
      throw .wrongCount(section: Self.section, expected: expected, found: counts.count)
    }
  }

  /// - Parameter counts: one for each item.
  package static func sections(counts: [Int]) -> [SectionContents] {
    let padding = EASEScorer.stride(items: counts.count) - counts.count
    return [SectionContents(section, .float(counts.map { Float($0) } + [Float](repeating: 0, count: padding)))]
  }

  func score(
    context _: [Int32], for _: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    counts.withUnsafeBufferPointer { counts in
      let blocks = UnsafeRawBufferPointer(counts).assumingMemoryBound(to: SIMD16<Float>.self)
      for block in blocks.indices { scores[block] = blocks[block] }
    }
    return Scales(whole: 1)
  }

  var arrays: [NumberArray] { [NumberArray(Self.section, counts, count: itemCount)] }

  func bytesRead(for _: [Int32]) -> Int { counts.count * MemoryLayout<Float>.stride }

  /// No item of the context contributes anything.
  func addContributions(
    of _: [Int32], for _: Demographics, to _: [Int32], times _: Scales, into _: inout [Float]
  ) {}
}
