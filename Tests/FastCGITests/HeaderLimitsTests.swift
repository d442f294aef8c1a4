import Glibc
import HTTP
import Testing

@testable import FastCGI

struct HeaderLimitsTests {
  private func fault(_ parameters: [String]) -> ErrorCode? {
    var pointers: [UnsafeMutablePointer<CChar>?] = parameters.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    return HeaderLimits.fault(&pointers)?.code
  }

  @Test func `a browser's headers are taken`() {
    #expect(fault(["REQUEST_METHOD=GET", "HTTP_HOST=x", "HTTP_AUTHORIZATION=Bearer a", "HTTP_ACCEPT=a"]) == nil)
  }

  @Test func `headers are counted, other parameters are not`() {
    let headers = (0..<HeaderLimits.maximumCount).map { "HTTP_X_\($0)=" }
    #expect(fault(headers + ["SERVER_NAME=x"]) == nil)
    #expect(fault(headers + ["HTTP_X="]) == .headersTooLarge)
  }

  @Test func `the bytes of names and values together have a bound`() {
    let rest = HeaderLimits.maximumBytes - "HTTP_X=".utf8.count
    #expect(fault(["HTTP_X=" + String(repeating: "a", count: rest)]) == nil)
    #expect(fault(["HTTP_X=" + String(repeating: "a", count: rest + 1)]) == .headersTooLarge)
  }

  @Test(arguments: ["AUTHORIZATION", "CONTENT_TYPE", "ORIGIN", "HOST"])
  func `a header that says who or what the request is may not come twice`(name: String) {
    #expect(fault(["HTTP_\(name)=a", "HTTP_\(name)S=b"]) == nil)
    #expect(fault(["HTTP_\(name)=a", "HTTP_ACCEPT=b", "HTTP_\(name)=a"]) == .badRequest)
  }

  @Test func `other headers may`() {
    #expect(fault(["HTTP_ACCEPT=a", "HTTP_ACCEPT=b"]) == nil)
  }
}
