import JSON
import Testing

struct JSONWriterTests {
  private func text(_ fields: (inout JSONWriter) -> Void) -> String {
    String(decoding: JSONWriter.object(fields), as: UTF8.self)
  }

  @Test func `JSON fields and elements are separated by commas`() {
    let written = text { json in
      json.field("a", 1)
      json.field("b") { json in
        json.array { list in
          list.integer(1)
          list.object { $0.field("c", true) }
          list.array { _ in }
        }
      }
      json.field("d", String?.none)
    }
    #expect(written == #"{"a":1,"b":[1,{"c":true},[]],"d":null}"#)
  }

  @Test func `values and members that are JSON already are written as they are`() {
    let written = text { json in
      json.field("a") { $0.encoded(Array("[1]".utf8)) }
      json.members(Array(#""b":2,"c":3"#.utf8)[...])
      json.field("d", 4)
    }
    #expect(written == #"{"a":[1],"b":2,"c":3,"d":4}"#)
  }

  @Test func `only the characters that JSON requires to be escaped are escaped`() {
    let written = text { $0.field("s", "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é😀") }
    #expect(written == #"{"s":"\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é😀\"}")
  }

  @Test(arguments: [(Int64.min, "-9223372036854775808"), (0, "0"), (.max, "9223372036854775807"), (-10, "-10")])
  func `integers are written with all their digits`(number: Int64, digits: String) {
    #expect(text { $0.field("n", number) } == "{\"n\":\(digits)}")
  }

  @Test func `reals are written as short as possible, and as null if they are not finite`() {
    #expect(text { $0.field("x", 4.0) } == #"{"x":4}"#)
    #expect(text { $0.field("x", 3.5) } == #"{"x":3.5}"#)
    #expect(text { $0.field("x", Double.infinity) } == #"{"x":null}"#)
    #expect(text { $0.field("x", Float(0.1)) } == #"{"x":0.1}"#)
    #expect(text { $0.field("x", Float.nan) } == #"{"x":null}"#)
  }

  @Test func `written JSON is parsed back unchanged`() throws {
    let bytes = JSONWriter.object { json in
      json.field(named: "a \"key\"", "\u{0}…")
      json.field("x", 1.0e-9)
    }
    #expect(try JSONParser.parse(bytes) == .object(["a \"key\"": .string("\u{0}…"), "x": .real(1e-9)]))
  }

  @Test func `members that were written in advance are separated by commas`() {
    let written = text { json in
      json.members(Array(#""id":1"#.utf8)[...])
      json.field("score", Float(0.5))
    }
    #expect(written == #"{"id":1,"score":0.5}"#)
  }
}
