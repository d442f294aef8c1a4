import FastCGI
import HTTP
import Testing

struct ResponseHeadTests {
  @Test func `status, type and length come first, then the headers in order`() {
    let response = Response(.created, headers: [("Cache-Control", "no-store"), ("X-A", "1")], body: Array("{}".utf8))
    #expect(
      ResponseHead.text(of: response)
        == "Status: 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        + "Cache-Control: no-store\r\nX-A: 1\r\n\r\n")
  }

  @Test func `no content has neither type nor length`() {
    #expect(ResponseHead.text(of: Response(.noContent)) == "Status: 204 No Content\r\n\r\n")
    #expect(ResponseHead.text(of: Response(.notModified)) == "Status: 304 Not Modified\r\n\r\n")
  }
}
