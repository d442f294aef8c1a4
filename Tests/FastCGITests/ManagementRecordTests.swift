import Testing

@testable import FastCGI

struct ManagementRecordTests {
  /// `FCGI_GET_VALUES` for these names (FastCGI 1.0, §4.1).
  private func answer(_ content: [UInt8], type: UInt8 = 9) -> [UInt8] {
    ManagementRecord(type: type, content: content).answer(capacity: 16)
  }

  private func pair(_ name: String, _ value: String) -> [UInt8] {
    [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array(name.utf8) + Array(value.utf8)
  }

  @Test func `known values are answered, each once`() {
    let asked = ["FCGI_MAX_REQS", "FCGI_COLOUR", "FCGI_MPXS_CONNS", "FCGI_MAX_REQS"].flatMap { pair($0, "") }
    let pairs = pair("FCGI_MAX_REQS", "16") + pair("FCGI_MPXS_CONNS", "0")
    #expect(answer(asked) == [1, 10, 0, 0, 0, UInt8(pairs.count), 0, 0] + pairs)
    #expect(answer([]) == [1, 10, 0, 0, 0, 0, 0, 0])
  }

  @Test func `another type is answered as unknown`() {
    #expect(answer([1, 2], type: 77) == [1, 11, 0, 0, 0, 8, 0, 0, 77, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [
    [200], [255, 255, 255, 255], [5, 0, 65], [255, 255, 255, 255, 255, 255, 255, 255, 65], [0, 128],
  ])
  func `an impossible length ends the list of names`(content: [UInt8]) {
    #expect(answer(content) == [1, 10, 0, 0, 0, 0, 0, 0])
    let good = pair("FCGI_MAX_CONNS", "")
    #expect(answer(good + content) == [1, 10, 0, 0, 0, 18, 0, 0] + pair("FCGI_MAX_CONNS", "16"))
  }
}
