import Domain
import Testing

struct UUIDTests {
  /// RFC 9562, appendix A.3.
  private static let example = "919108f7-52d1-4320-9bac-f847db4148a8"

  @Test func `a UUID is read and written as in RFC 9562`() throws {
    let id = try #require(UUID(Self.example))
    #expect(
      id.bytes == [
        0x91, 0x91, 0x08, 0xf7, 0x52, 0xd1, 0x43, 0x20, 0x9b, 0xac, 0xf8, 0x47, 0xdb, 0x41, 0x48, 0xa8,
      ])
    #expect(id.description == Self.example)
    #expect(UUID(bytes: id.bytes) == id)
  }

  @Test func `a UUID in capitals is read, and written in lower case`() {
    #expect(UUID(Self.example.uppercased()) == UUID(Self.example))
    #expect(UUID(Self.example.uppercased())?.description == Self.example)
  }

  @Test(arguments: ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"])
  func `the nil UUID and the max UUID are valid`(text: String) {
    #expect(UUID(text)?.description == text)
  }

  @Test(arguments: [
    "", "919108f752d143209bacf847db4148a8", "{919108f7-52d1-4320-9bac-f847db4148a8}",
    "urn:uuid:919108f7-52d1-4320-9bac-f847db4148a8", "919108f7-52d1-4320-9bac-f847db4148a",
    "919108f7-52d1-4320-9bac-f847db4148a88", "919108f7-52d1-4320-9bac-f847db4148ag",
    "919108f75-2d1-4320-9bac-f847db4148a8", "919108f7-52d1-4320-9bac-f847db4148a ",
    "-919108f-52d1-4320-9bac-f847db4148a8", "919108f7-52d1-4320-9bac-f847db4148\u{e9}",
  ])
  func `a text that is not a UUID is refused`(text: String) {
    #expect(UUID(text) == nil)
  }

  @Test func `fewer or more than 16 bytes are not a UUID`() {
    #expect(UUID(bytes: Array(repeating: 0, count: 15)) == nil)
    #expect(UUID(bytes: Array(repeating: 0, count: 17)) == nil)
  }

  @Test func `a random UUID has version 4 and its variant, and its other bits come from the generator`() {
    var ones = FixedGenerator(value: .max)
    var zeros = FixedGenerator(value: 0)
    #expect(UUID(from: &ones).description == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    #expect(UUID(from: &zeros).description == "00000000-0000-4000-8000-000000000000")
  }

  private struct FixedGenerator: RandomNumberGenerator {
    let value: UInt64
    mutating func next() -> UInt64 { value }
  }
}
