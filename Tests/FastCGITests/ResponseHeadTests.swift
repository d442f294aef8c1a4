import FastCGI
import HTTP
import Testing

struct ResponseHeadTests {
  private func text(of response: Response) -> String {
    var bytes: [UInt8] = []
    ResponseHead.append(response, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `status, type and length come first, then the headers in order`() {
    let response = Response(.created, headers: [("Cache-Control", "no-store"), ("X-A", "1")], body: Array("{}".utf8))
    #expect(
      text(of: response)
        == "Status: 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        + "Cache-Control: no-store\r\nX-A: 1\r\n\r\n")
  }

  @Test func `a response without a body has neither type nor length`() {
    #expect(text(of: Response(.noContent)) == "Status: 204 No Content\r\n\r\n")
    #expect(text(of: Response(.notModified)) == "Status: 304 Not Modified\r\n\r\n")
  }
}
