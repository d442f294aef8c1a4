import HTTP
import TestCases
import Testing

@testable import FastCGI

struct ParametersTests {
  private func read(_ pairs: [(String, String)]) -> (parameters: RequestParameters, fault: HTTPError?, isWhole: Bool) {
    read(bytes: FastCGIClient.pairs(pairs))
  }

  private func read(bytes: [UInt8]) -> (parameters: RequestParameters, fault: HTTPError?, isWhole: Bool) {
    var (parameters, fault): (RequestParameters, HTTPError?) = (RequestParameters(), nil)
    let fits = bytes.withUnsafeBytes { parameters.append($0) }
    let isWhole = parameters.read(&fault)
    return (parameters, fault, fits && isWhole)
  }

  private func fault(_ names: [String]) -> ErrorCode? { read(names.map { ($0, "a") }).fault?.code }

  @Test func `known names are found among others, and an empty value is nil`() {
    let long = String(repeating: "x", count: 300)
    let (parameters, fault, isWhole) = read([
      ("SERVER_NAME", "a"), ("REQUEST_METHOD", "GET"), ("X", long), ("REQUEST_URI", "/\(long)"), ("HTTP_ACCEPT", ""),
    ])
    #expect(isWhole && fault == nil)
    #expect(parameters[.method] == "GET" && parameters[.target] == "/\(long)")
    #expect(parameters[.accept] == nil && parameters[.origin] == nil)
  }

  @Test func `no value of one request is left for the next`() {
    var (parameters, _, _) = read([("REQUEST_METHOD", "GET")])
    parameters.removeAll()
    #expect(parameters[.method] == nil)
  }

  @Test(arguments: [
    [5], [5, 0, 65], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 65], [0, 1],
    [1, 0x80, 0, 0, 1, 65],
  ])
  func `a length that points beyond the end is refused`(bytes: [UInt8]) {
    #expect(!read(bytes: bytes).isWhole)
    #expect(!read(bytes: FastCGIClient.pairs([("REQUEST_METHOD", "GET")]) + bytes).isWhole)
  }

  @Test func `more bytes than a web server would send are refused`() {
    #expect(!read([("X", String(repeating: "a", count: RequestParameters.maximumBytes))]).isWhole)
  }

  @Test func `the headers that a browser sends are accepted`() {
    #expect(fault(["REQUEST_METHOD", "HTTP_HOST", "HTTP_AUTHORIZATION", "HTTP_ACCEPT"]) == nil)
  }

  @Test func `the number of headers is bounded, and the number of other parameters is not`() {
    let headers = (0..<RequestParameters.maximumHeaderCount).map { "HTTP_X_\($0)" }
    #expect(fault(headers + ["SERVER_NAME"]) == nil)
    #expect(fault(headers + ["HTTP_X"]) == .headersTooLarge)
  }

  @Test func `the total bytes of header names and values are bounded`() {
    let rest = RequestParameters.maximumHeaderBytes - "HTTP_X".utf8.count
    #expect(read([("HTTP_X", String(repeating: "a", count: rest))]).fault == nil)
    #expect(read([("HTTP_X", String(repeating: "a", count: rest + 1))]).fault?.code == .headersTooLarge)
  }

  @Test(arguments: ["AUTHORIZATION", "CONTENT_TYPE", "ORIGIN", "HOST"])
  func `a singleton header that is sent twice is refused`(name: String) {
    #expect(fault(["HTTP_\(name)", "HTTP_\(name)S"]) == nil)
    #expect(fault(["HTTP_\(name)", "HTTP_ACCEPT", "HTTP_\(name)"]) == .badRequest)
  }

  @Test func `a header that is not a singleton may be sent twice`() {
    #expect(fault(["HTTP_ACCEPT", "HTTP_ACCEPT"]) == nil)
  }
}
