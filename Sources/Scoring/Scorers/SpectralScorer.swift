import Domain
import ModelFile

/// Scores of the spectral model: an items × items matrix of low rank, stored as its factors.
///
/// The sections of its file, in addition to those of every file, for n items and a rank r, a multiple of 16:
///
///     NAME     TYPE   COUNT  DESCRIPTION
///     factors  Float  n × r  F by rows: the eigenvectors of the normalised co-occurrences, each times the root of its
///                            eigenvalue; unused columns are zero
///     scales   Float  n      d: the weight of each item, 1 for an item that nobody likes
///
/// `score_j = √d_j · F_j · Σ_{i ∈ context} F_i / √d_i`.
package struct SpectralScorer: Scorer {
  private static let factorsSection = "factors"
  private static let scalesSection = "scales"

  private let factors: MappedArray<Float>
  private let scales: MappedArray<Float>
  /// √d and 1/√d.
  private let roots: [Float]
  private let inverseRoots: [Float]
  private let blocksPerRow: Int

  init(_ file: ModelFile) throws(ModelError) {
    do {
      factors = try file.section(Self.factorsSection)
      scales = try file.section(Self.scalesSection)
    } catch { throw .file(error) }
    let count = file.items.count
    guard scales.count == count else {
      throw .wrongCount(section: Self.scalesSection, expected: count, found: scales.count)
    }
    guard count > 0, factors.count > 0, factors.count.isMultiple(of: count * 16) else {
      throw .wrongCount(section: Self.factorsSection, expected: count * 16, found: factors.count)
    }
    roots = scales.withUnsafeBufferPointer { $0.map { $0.squareRoot() } }
    inverseRoots = roots.map { 1 / $0 }
    blocksPerRow = factors.count / count / 16
  }

  /// - Parameters:
  ///   - factors: F by rows, each of a multiple of 16 elements.
  ///   - scales: d, above 0.
  package static func sections(factors: [Float], scales: [Float]) -> [SectionContents] {
    precondition(factors.count.isMultiple(of: scales.count * 16))
    return [SectionContents(factorsSection, .float(factors)), SectionContents(scalesSection, .float(scales))]
  }

  func score(
    context: [Int32], for _: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    withRows { rows in
      withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: blocksPerRow) { user in
        user.initialize(repeating: .zero)
        for item in context {
          let row = rows + Int(item) &* blocksPerRow
          for block in user.indices { user[block] += row[block] * inverseRoots[Int(item)] }
        }
        scores.withMemoryRebound(to: Float.self) { scores in
          for item in roots.indices {
            let row = rows + item &* blocksPerRow
            var sum = SIMD16<Float>.zero
            for block in user.indices { sum += user[block] * row[block] }
            scores[item] = sum.sum() * roots[item]
          }
        }
      }
    }
    return Scales(whole: 1)
  }

  /// F, items × rank, and the weight of each item.
  var arrays: [NumberArray] {
    [
      NumberArray(Self.factorsSection, factors, shape: [roots.count, blocksPerRow * 16]),
      NumberArray(Self.scalesSection, scales),
    ]
  }

  func bytesRead(for context: [Int32]) -> Int { (factors.count + 2 * roots.count) * MemoryLayout<Float>.stride }

  /// The contributions are the elements of the matrix, because a score is their sum.
  func addContributions(
    of context: [Int32], for _: Demographics, to targets: [Int32], times scales: Scales,
    into contributions: inout [Float]
  ) {
    withRows { rows in
      addWeights(of: context, to: targets, times: scales[0], into: &contributions) { item, target in
        let (row, other) = (rows + item &* blocksPerRow, rows + target &* blocksPerRow)
        var sum = SIMD16<Float>.zero
        for block in 0..<blocksPerRow { sum += row[block] * other[block] }
        return sum.sum() * inverseRoots[item] * roots[target]
      }
    }
  }

  /// The rows of F in blocks of 16. Sections begin at multiples of 64 bytes.
  private func withRows<Result>(_ body: (UnsafePointer<SIMD16<Float>>) -> Result) -> Result {
    factors.withUnsafeBufferPointer { factors in
      guard let rows = UnsafeRawBufferPointer(factors).assumingMemoryBound(to: SIMD16<Float>.self).baseAddress else {
        preconditionFailure("a file without items has been refused")
      }
      return body(rows)
    }
  }
}
