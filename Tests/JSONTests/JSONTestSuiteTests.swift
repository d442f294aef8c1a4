import JSON
import TestCases
import Testing

struct JSONTestSuiteTests {
  @Test(arguments: JSONText.all)
  func `each text of the public test suite is accepted or refused as documented`(text: JSONText) {
    if text.isAccepted {
      #expect(throws: Never.self) { try JSONParser.parse(text.bytes) }
    } else {
      #expect(throws: JSONError.self) { try JSONParser.parse(text.bytes) }
    }
  }

  @Test func `the public JSON test suite is complete`() {
    let kinds = Dictionary(grouping: JSONText.all, by: \.name.first).mapValues(\.count)
    #expect(kinds == ["y": 95, "n": 188, "i": 35])
    #expect(Set(JSONText.all.map(\.name)).count == 318)
    #expect(JSONText.all.first { $0.name == "n_structure_open_array_object" }?.bytes.count == 250_001)
    #expect(
      JSONText.all.first { $0.name == "i_string_utf16BE_no_BOM" }?.bytes == [0, 91, 0, 34, 0, 0xE9, 0, 34, 0, 93])
  }
}
