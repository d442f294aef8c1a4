import Testing

@testable import marquee_train

struct MemoryReadTests {
  @Test(arguments: [0, 1, 64, 65, 640, 1_000])
  func `a plain read takes whole blocks of 64 bytes from any place, and wraps around`(size: Int) {
    let memory = MemoryRead(size: 256)
    for place in [0, 1, 4, 5, 77] { #expect(memory.sum(of: size, from: place) == UInt32((size + 63) / 64 * 16)) }
  }
}
