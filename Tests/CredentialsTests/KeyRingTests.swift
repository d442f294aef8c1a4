import Credentials
import Testing

struct KeyRingTests {
  private let old = "0123456789abcdef0123456789abcdef"
  private let new = "fedcba9876543210fedcba9876543210"

  private func ring(_ text: String) throws(KeyRing.Fault) -> KeyRing { try KeyRing(contents: Array(text.utf8)) }

  @Test func `the first secret of a key ring signs`() throws {
    let both = try ring("\(new)\n\(old)\n")
    #expect(both.keys.count == 2)
    #expect(both.signing == (try ring(new)).signing)
  }

  @Test func `line endings and empty lines do not change a key ring`() throws {
    #expect(try ring("\n\(new)\r\n\n\(old)") == ring("\(new)\n\(old)\n"))
  }

  @Test func `faults of a key ring are reported with their line`() {
    #expect(throws: KeyRing.Fault.empty) { try ring("") }
    #expect(throws: KeyRing.Fault.empty) { try ring("\n\n") }
    #expect(throws: KeyRing.Fault.badKey(line: 2, .tooShort(bytes: 5))) { try ring("\(new)\nshort\n") }
    #expect(throws: KeyRing.Fault.badKey(line: 1, .wellKnown)) { try ring(String(repeating: "x", count: 40)) }
    #expect(throws: KeyRing.Fault.repeatedKey(line: 3)) { try ring("\(new)\n\(old)\n\(new)") }
  }

  @Test func `the description of a key ring's fault contains nothing of the secret`() {
    #expect(
      "\(KeyRing.Fault.badKey(line: 2, .tooShort(bytes: 5)))" == "line 2: the secret has 5 bytes and needs at least 32")
  }
}
