import JSON
import Testing

struct JSONParserTests {
  private func parse(_ text: String) throws(JSONError) -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  @Test(
    arguments: [
      ("null", .null), (" true ", .bool(true)), ("0", .integer(0)), ("-0", .integer(0)), ("-12", .integer(-12)),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("999999999999999999", .integer(999_999_999_999_999_999)),
      ("-99999999999999999", .integer(-99_999_999_999_999_999)),
      ("1000000000000000000", .integer(1_000_000_000_000_000_000)),
      ("-9223372036854775809", .real(-9_223_372_036_854_775_808)), ("1e-99999999999999999999", .real(0)),
      ("1.5", .real(1.5)), ("1E2", .real(100)), ("2e-1", .real(0.2)),
      ("9223372036854775808", .real(9_223_372_036_854_775_808)), (#""""#, .string("")),
      (#""a\n\"\\\/\u00e9\ud83d\ude00""#, .string("a\n\"\\/é😀")), ("[]", .array([])),
      ("[1, [2]]", .array([.integer(1), .array([.integer(2)])])), ("{}", .object([:])),
      (#"{"a":{"b":null}}"#, .object(["a": .object(["b": .null])])), (#""\u0000""#, .string("\0")),
    ] as [(String, JSONValue)])
  func `valid JSON is parsed`(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  @Test(
    arguments: [
      ("", .unexpectedEnd, 0), ("[1,]", .unexpectedByte, 3), ("[1 2]", .unexpectedByte, 3),
      ("{\"a\"}", .unexpectedByte, 4),
      ("{'a':1}", .unexpectedByte, 1), ("01", .invalidNumber, 0), ("-", .invalidNumber, 0), ("1.", .invalidNumber, 0),
      (".5", .unexpectedByte, 0), ("1e", .invalidNumber, 0), ("+1", .unexpectedByte, 0), ("1e400", .numberTooLarge, 0),
      ("-1e99999999999999999999", .numberTooLarge, 0), ("--1", .invalidNumber, 0), ("-01", .invalidNumber, 0),
      ("nul", .unexpectedByte, 0), ("true false", .trailingBytes, 5), ("\"a", .unexpectedEnd, 2),
      ("\"\u{1}\"", .controlCharacter, 1), (#""\x""#, .invalidEscape, 1), (#""\ud800""#, .loneSurrogate, 1),
      (#""\udc00""#, .loneSurrogate, 1), (#""\ud800\u0041""#, .loneSurrogate, 1), (#""\u12g4""#, .invalidEscape, 1),
      (#"{"a":1,"a":2}"#, .duplicateKey, 7), ("[", .unexpectedEnd, 1), ("NaN", .unexpectedByte, 0),
      ("\u{FEFF}1", .unexpectedByte, 0),
    ] as [(String, JSONError.Reason, Int)])
  func `invalid JSON is refused with reason and offset`(text: String, reason: JSONError.Reason, offset: Int) {
    #expect(throws: JSONError(reason: reason, offset: offset)) { try parse(text) }
  }

  @Test func `JSON that is not valid UTF-8 is refused`() {
    #expect(throws: JSONError(reason: .invalidUTF8, offset: 0)) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
  }

  @Test func `the number of successive combining marks is limited, whether escaped or not`() throws {
    for mark in ["\u{301}", "\u{316}", #"\u0301"#] {
      let most = String(repeating: mark, count: 30)
      #expect(throws: Never.self) { try parse("\"a\(most)b\(most)\"") }
      #expect(throws: JSONError(reason: .tooManyMarks, offset: 0)) { try parse("\"a\(most)\(mark)\"") }
      #expect(throws: JSONError(reason: .tooManyMarks, offset: 1)) { try parse("{\"a\(most)\(mark)\":1}") }
    }
    // Vowel signs of combining class 0 are never reordered, so they are not limited.
    #expect(throws: Never.self) { try parse("\"\(String(repeating: "\u{93E}", count: 100))\"") }
  }

  @Test func `the depth of nesting is limited`() throws {
    let depth = JSONParser.maximumDepth
    let deepest = String(repeating: "[", count: depth + 1) + String(repeating: "]", count: depth + 1)
    #expect(throws: Never.self) { try parse(deepest) }
    #expect(throws: JSONError.self) { try parse("[" + deepest + "]") }
    #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 100_000)) }
  }

  @Test func `the number of names in all objects together is limited as requested`() {
    func parse(_ text: String) throws(JSONError) { _ = try JSONParser.parse(Array(text.utf8), maximumNames: 4) }
    #expect(throws: Never.self) { try parse(#"[{"a":0,"b":0},{"a":{"c":0}}]"#) }
    #expect(throws: JSONError(reason: .tooManyNames, offset: 30)) {
      try parse(#"[{"a":0,"b":0},{"a":{"c":0}},{"a":0}]"#)
    }
    #expect(throws: JSONError(reason: .tooManyNames, offset: 25)) { try parse(#"{"a":0,"b":0,"c":0,"d":0,"e":0}"#) }
  }

  @Test func `the number of elements in all arrays together is limited as requested`() throws {
    func parse(_ text: String) throws(JSONError) { _ = try JSONParser.parse(Array(text.utf8), maximumElements: 5) }
    #expect(throws: Never.self) { try parse("[1,[2],{\"a\":[4]}]") }
    #expect(throws: JSONError(reason: .tooManyElements, offset: 11)) { try parse("[1,[2,3,4],5]") }
    #expect(throws: JSONError(reason: .tooManyElements, offset: 10)) { try parse("[[],[],[[[1]]]]") }
  }

  @Test func `whole numbers are recognised however they are written`() throws {
    #expect(try parse("5.0").wholeNumber == 5)
    #expect(try parse("5e0").wholeNumber == 5)
    #expect(try parse("5.5").wholeNumber == nil)
    #expect(try parse("9223372036854775807").wholeNumber == .max)
    #expect(try parse("9223372036854775808").wholeNumber == nil)
    #expect(try parse("1e300").wholeNumber == nil)
    #expect(try parse("\"5\"").wholeNumber == nil)
  }
}
