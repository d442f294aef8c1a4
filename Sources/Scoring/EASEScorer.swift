import Domain
import ModelFile

/// Scores of EASE: the sum of the rows of the context in a dense matrix.
///
/// A file may hold the matrix in 8 bits a weight instead (`QuantisedScorer`), or sparsely (`SparseScorer`). Sections of
/// its file, beside those of every file, for n items:
///
///     NAME     TYPE   COUNT       DESCRIPTION
///     weights  Float  n × stride  B by rows: weight of context item i for item j at i × stride + j, where stride is
///                                 n rounded up to a multiple of 16, so that every row begins at a multiple of 64
///                                 bytes; what is behind the n-th of a row is zero
///
/// Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 2: `score_j = Σ_{i ∈ context} B_ij`.
package struct EASEScorer: Scorer {
  private static let weightsSection = "weights"

  private let weights: MappedArray<Float>
  private let blocksPerRow: Int

  init(_ file: ModelFile) throws(ModelError) {
    do { weights = try file.section(Self.weightsSection) } catch { throw .file(error) }
    let count = file.items.count
    let (expected, overflow) = count.multipliedReportingOverflow(by: Self.stride(items: count))
    guard !overflow, weights.count == expected else {
      throw .wrongCount(section: Self.weightsSection, expected: overflow ? .max : expected, found: weights.count)
    }
    blocksPerRow = blocks(of: count)
  }

  /// For whatever the file has its weights in.
  static func load(_ file: ModelFile) throws(ModelError) -> any Scorer {
    if file.hasSection(QuantisedScorer.codesSection) { return try QuantisedScorer(file) }
    if file.hasSection(SparseScorer.rowsSection) { return try SparseScorer(file) }
    return try EASEScorer(file)
  }

  /// Elements a row.
  package static func stride(items: Int) -> Int { blocks(of: items) * 16 }

  /// The sections of a file with the matrix `weights`, in the form of the table above.
  package static func sections(weights: [Float]) -> [SectionContents] {
    [SectionContents(weightsSection, .float(weights))]
  }

  func score(
    context: [Int32], of _: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    weights.withUnsafeBufferPointer { weights in
      let rows = UnsafeRawBufferPointer(weights).assumingMemoryBound(to: SIMD16<Float>.self)
      sumRows(context, of: rows, blocksPerRow: blocksPerRow, into: scores)
    }
    return Scales(whole: 1)
  }

  func bytesRead(for context: [Int32]) -> Int { context.count * blocksPerRow * MemoryLayout<SIMD16<Float>>.size }

  /// The weights themselves: a score is their sum.
  func addContributions(
    of context: [Int32], _: Demographics, to targets: [Int32], times scales: Scales, to given: inout [Float]
  ) {
    weights.withUnsafeBufferPointer { weights in
      addWeights(of: context, for: targets, times: scales[0], to: &given) { film, target in
        weights[film * blocksPerRow * 16 + target]
      }
    }
  }
}
