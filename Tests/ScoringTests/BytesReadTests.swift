import Domain
import ModelFile
import Testing

@testable import Scoring

struct BytesReadTests {
  @Test func `what a request reads goes by its context and by how weights are kept`() throws {
    let rows: [[Float]] = [[0, 1, 0], [1, 0, 1], [0, 0, 0]]
    // One block of 16 a row.
    let dense = try Fixture.ease(items: [1, 2, 3], rows)
    #expect(dense.bytesRead(for: []) == 0 && dense.bytesRead(for: [1, 2, 2, 9]) == 2 * 64)
    let padded = rows.flatMap { $0 + [Float](repeating: 0, count: 13) }
    let bytes = try Fixture.model(.ease, [1, 2, 3], QuantisedScorer.sections(weights: padded, items: 3))
    #expect(bytes.bytesRead(for: [1, 2]) == 2 * 16 + 64)
    // A position and a weight for each that is not zero.
    let sparse = try Fixture.itemKNN(items: [1, 2, 3], rows)
    #expect(sparse.bytesRead(for: [1, 2, 3]) == 3 * 8)
    #expect(Model(blending: [(dense, 1), (sparse, 1)]).bytesRead(for: [1]) == 64 + 8)
  }

  @Test(arguments: [0, 1, 64, 65, 640, 1_000])
  func `a plain read takes whole blocks of 64 bytes, from any place, round the end`(size: Int) {
    let memory = MemoryRead(size: 256)
    for place in [0, 1, 4, 5, 77] { #expect(memory.sum(of: size, from: place) == UInt32((size + 63) / 64 * 16)) }
  }
}
