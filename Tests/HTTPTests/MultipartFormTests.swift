import HTTP
import Testing

struct MultipartFormTests {
  private func form(
    _ body: String, type: String = "multipart/form-data; boundary=XyZ", encoding: String? = nil
  ) throws(HTTPError) -> MultipartForm {
    try MultipartForm(
      Request(
        method: "POST", path: "/", contentType: type, contentEncoding: encoding, body: Array(body.utf8)),
      allowed: ["note"], files: ["file"], maximumFile: 40)
  }

  private func part(_ name: String, _ text: String, file: String? = nil) -> String {
    let fileName = file.map { "; filename=\"\($0)\"" } ?? ""
    return "--XyZ\r\ncontent-disposition: form-data; name=\"\(name)\"\(fileName)\r\n\r\n\(text)\r\n"
  }

  private let end = "--XyZ--\r\n"

  @Test func `fields and files are read as they were sent`() throws {
    let text = "a\r\n--Xy\r\n\u{0}--XyZ"
    let form = try form(part("file", text, file: #"my \"best\" films;.csv"#) + part("note", "ä") + end)
    #expect(form.file("file").map { Array($0.contents) } == Array(text.utf8))
    #expect(form.file("file")?.name == #"my "best" films;.csv"#)
    #expect(form.string("note") == "ä" && !form.hasFaults)
  }

  @Test(arguments: ["multipart/form-data; boundary=XyZ", #"Multipart/Form-Data; charset=utf-8; Boundary="XyZ""#])
  func `the boundary may be quoted and stand anywhere`(type: String) throws {
    #expect(try form("preamble\r\n" + part("note", "x") + end, type: type).string("note") == "x")
  }

  @Test func `empty parts are empty`() throws {
    let form = try form(part("note", "") + part("file", "") + end)
    #expect(form.string("note")?.isEmpty == true && form.file("file")?.contents.isEmpty == true)
  }

  @Test(arguments: [
    "application/json", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=XyZ",
  ])
  func `another type, or none of a boundary, is unsupported`(type: String) {
    #expect { try form(part("note", "x") + end, type: type) } throws: {
      ($0 as? HTTPError)?.code == .unsupportedMediaType
    }
  }

  @Test func `a compressed form is unsupported`() {
    #expect { try form(part("note", "x") + end, encoding: "gzip") } throws: {
      ($0 as? HTTPError)?.code == .unsupportedMediaType
    }
  }

  @Test(arguments: [
    "x", "--XyZ", "--XyZ\r\n", "--XyZ\r\nA: b\r\n\r\nx", "--XyZ\r\n\r\nx\r\n--XyZ--",
    "--XyZ\r\ncontent-disposition: form-data\r\n\r\nx\r\n--XyZ--",
    "--XyZ\r\ncontent-disposition: attachment; name=note\r\n\r\nx\r\n--XyZ--",
  ])
  func `a body that is not a form is refused`(body: String) {
    #expect { try form(body) } throws: { ($0 as? HTTPError)?.code == .invalidField }
  }

  @Test func `too many parts, and headers that are too long, are refused`() {
    let parts = String(repeating: part("note", "x"), count: 17) + end
    #expect { try form(parts) } throws: { ($0 as? HTTPError)?.code == .invalidField }
    let long = "--XyZ\r\nX: \(String(repeating: "x", count: 4_100))\r\n\r\n\r\n--XyZ--"
    #expect { try form(long) } throws: { ($0 as? HTTPError)?.code == .invalidField }
  }

  @Test func `a file that is too long is refused, and a text, an unknown or repeated field is a fault`() throws {
    #expect { try form(part("file", String(repeating: "x", count: 41)) + end) } throws: {
      ($0 as? HTTPError)?.code == .payloadTooLarge
    }
    #expect(try form(part("note", String(repeating: "x", count: 1_025)) + end).isFaulty("note"))
    #expect(try form(part("more", "x") + end).isFaulty("more"))
    #expect(try form(part("note", "x") + part("note", "y") + end).isFaulty("note"))
    #expect(try form(part("file", "x") + part("file", "y") + end).isFaulty("file"))
  }
}
