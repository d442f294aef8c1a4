import Domain
import ModelFile
import Testing

@testable import Scoring

struct BytesReadTests {
  @Test func `the bytes that a request reads depend on its context and on the storage of weights`() throws {
    let rows: [[Float]] = [[0, 1, 0], [1, 0, 1], [0, 0, 0]]
    // A row has one block of 16.
    let dense = try SmallModel.ease(items: [1, 2, 3], rows)
    #expect(dense.bytesRead(for: []) == 0 && dense.bytesRead(for: [1, 2, 2, 9]) == 2 * 64)
    let padded = rows.flatMap { $0 + [Float](repeating: 0, count: 13) }
    let bytes = try SmallModel.model(.ease, [1, 2, 3], QuantisedScorer.sections(weights: padded, items: 3))
    #expect(bytes.bytesRead(for: [1, 2]) == 2 * 16 + 64)
    // Each weight that is not zero has a position, too.
    let sparse = try SmallModel.itemKNN(items: [1, 2, 3], rows)
    #expect(sparse.bytesRead(for: [1, 2, 3]) == 3 * 8)
    #expect(Model(blending: [(dense, 1), (sparse, 1)]).bytesRead(for: [1]) == 64 + 8)
  }
}
