import Domain
import ModelFile

/// Scores of EASE: the sum of the rows of the context in a dense matrix.
///
/// A file may instead hold the matrix with 8 bits per weight (`QuantisedScorer`) or as a sparse one (`SparseScorer`).
/// The sections of a dense file, in addition to those of every file, for n items:
///
///     NAME     TYPE   COUNT       DESCRIPTION
///     weights  Float  n × stride  B by rows: the weight of context item i for item j is at i × stride + j. Stride is
///                                 n rounded up to a multiple of 16, so that every row begins at a multiple of 64
///                                 bytes; the padding is zero
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

  /// Loads the scorer for the form in which the file holds its weights.
  static func load(_ file: ModelFile) throws(ModelError) -> any Scorer {
    if file.hasSection(QuantisedScorer.codesSection) { return try QuantisedScorer(file) }
    if file.hasSection(SparseScorer.rowsSection) { return try SparseScorer(file) }
    return try EASEScorer(file)
  }

  /// The elements of a row, including its padding.
  package static func stride(items: Int) -> Int { blocks(of: items) * 16 }

  /// - Parameter weights: B, in the form of the table above.
  package static func sections(weights: [Float]) -> [SectionContents] {
    [SectionContents(weightsSection, .float(weights))]
  }

  func score(
    context: [Int32], for _: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    weights.withUnsafeBufferPointer { weights in
      let rows = UnsafeRawBufferPointer(weights).assumingMemoryBound(to: SIMD16<Float>.self)
      sumRows(context, of: rows, blocksPerRow: blocksPerRow, into: scores)
    }
    return Scales(whole: 1)
  }

  /// B: items × items.
  var arrays: [NumberArray] {
    let count = weights.count / (blocksPerRow * 16)
    return [
      NumberArray(Self.weightsSection, weights, rows: count, columns: count, stride: blocksPerRow * 16)
    ]
  }

  func bytesRead(for context: [Int32]) -> Int { context.count * blocksPerRow * MemoryLayout<SIMD16<Float>>.size }

  /// The contributions are the weights, because a score is their sum.
  func addContributions(
    of context: [Int32], for _: Demographics, to targets: [Int32], times scales: Scales,
    into contributions: inout [Float]
  ) {
    weights.withUnsafeBufferPointer { weights in
      addWeights(of: context, to: targets, times: scales[0], into: &contributions) { item, target in
        weights[item * blocksPerRow * 16 + target]
      }
    }
  }
}
