import FuzzEntries
import TestCases
import Testing

struct FuzzTests {
  @Test(arguments: FuzzEntry.all.map(\.name))
  func `no change of a seed breaks a promise`(name: String) throws {
    let entry = try #require(FuzzEntry.all.first { $0.name == name })
    for seed in entry.seeds { #expect(entry.fault(seed) == nil) }
    let finding = Search.run(name, count: name == "ratings" ? 200 : 1_000) { draws in
      changed(entry.seeds.randomElement(using: &draws) ?? [], &draws)
    } fault: { bytes in
      entry.fault(bytes)
    }
    #expect(finding == nil)
  }

  /// Some bytes replaced, inserted, removed or repeated.
  private func changed(_ seed: [UInt8], _ draws: inout Draws) -> [UInt8] {
    var bytes = seed
    for _ in 0..<draws.number(1...4) where !bytes.isEmpty {
      let start = draws.number(0...bytes.count - 1)
      let end = min(bytes.count, start + draws.number(1...8))
      switch draws.number(0...3) {
      case 0: bytes[start] = draws.once(in: 2) ? UInt8(draws.number(0...255)) : bytes[start] ^ 1 << draws.number(0...7)
      case 1: bytes.insert(UInt8(draws.number(0...255)), at: start)
      case 2: bytes.removeSubrange(start..<end)
      default: bytes.insert(contentsOf: bytes[start..<end], at: draws.number(0...bytes.count))
      }
    }
    return bytes
  }
}
