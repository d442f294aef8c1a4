import Testing

@testable import ModelFile

struct XXH64Tests {
  @Test(arguments: [("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999)])
  func `short texts have the published hashes`(text: String, hash: UInt64) {
    #expect(hashed(Array(text.utf8)) == hash)
  }

  /// The lengths and values of the sanity check in the reference implementation.
  @Test(
    arguments: [
      (0, 0xEF46_DB37_51D8_E999), (1, 0xE934_A84A_DB05_2768), (4, 0x9136_A0DC_A574_57EE),
      (14, 0x8282_DCC4_994E_35C8), (222, 0xB641_AE8C_B691_C174),
    ] as [(Int, UInt64)])
  func `the test buffer of the reference implementation has its published hashes`(length: Int, hash: UInt64) {
    #expect(hashed(referenceBuffer(length)) == hash)
  }

  @Test func `a stream of pieces has the hash of the whole, for every size of pieces`() {
    let bytes = referenceBuffer(222)
    for size in 1...70 {
      var hash = XXH64()
      for start in stride(from: 0, to: bytes.count, by: size) {
        Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { hash.update($0) }
      }
      #expect(hash.finish() == 0xB641_AE8C_B691_C174)
    }
  }

  private func hashed(_ bytes: [UInt8]) -> UInt64 {
    var hash = XXH64()
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  private func referenceBuffer(_ length: Int) -> [UInt8] {
    var state: UInt64 = 2_654_435_761
    return (0..<length).map { _ in
      defer { state &*= 11_400_714_785_074_694_797 }
      return UInt8(state >> 56)
    }
  }
}
