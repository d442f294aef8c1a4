import HTTP
import TestCases
import Testing

@testable import FastCGI

struct RequestReaderTests {
  /// The results of reading some bytes.
  private struct ReadResult {
    var requests: [Request] = []
    var faults: [ErrorCode] = []
    var answers: [UInt8] = []
    var isBroken = false
    var isReading = false
  }

  /// - Parameter step: how many bytes arrive at once.
  private func read(_ bytes: [UInt8], step: Int = 60_000) -> ReadResult {
    var (reader, result) = (RequestReader(maximumBody: 100, capacity: 16), ReadResult())
    let input = InputBuffer()
    var rest = bytes[...]
    while !rest.isEmpty {
      input.append(Array(rest.prefix(step)))
      rest = rest.dropFirst(step)
      steps: while true {
        switch reader.next(input) {
        case .needsMore: break steps
        case .progress: continue
        case .answer(let bytes): result.answers += bytes
        case .broken:
          result.isBroken = true
          return result
        case .request:
          do throws(HTTPError) { result.requests.append(try reader.request()) } catch {
            result.faults.append(error.code)
          }
          reader.reset()
        }
      }
    }
    result.isReading = reader.isReading
    return result
  }

  private let usual = [("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/api/x?a=1"), ("HTTP_ORIGIN", "b")]

  @Test(arguments: [1, 7, 8, 9, 1_000])
  func `a request is the same however its bytes are split`(step: Int) throws {
    let bytes =
      FastCGIClient.request(usual, body: Array("abc".utf8)) + FastCGIClient.request([("REQUEST_URI", "/next")], id: 2)
    let result = read(bytes, step: step)
    let request = try #require(result.requests.first)
    #expect(request.method == "POST" && request.path == "/api/x" && request.query == "a=1" && request.origin == "b")
    #expect(request.body == Array("abc".utf8))
    #expect(result.requests.count == 2 && result.requests[1].path == "/next" && result.requests[1].body.isEmpty)
    #expect(result.answers.isEmpty && !result.isBroken && !result.isReading)
  }

  @Test func `parameters split anywhere between records are joined, and padding is skipped`() {
    let pairs = FastCGIClient.pairs(usual)
    for split in 0...pairs.count where split > 0 && split < pairs.count {
      let bytes =
        FastCGIClient.begin() + FastCGIClient.record(.parameters, Array(pairs[..<split]), padding: 7)
        + FastCGIClient.record(.parameters, Array(pairs[split...]), padding: 255) + FastCGIClient.record(.parameters)
        + FastCGIClient.record(.input)
      #expect(read(bytes).requests.first?.path == "/api/x")
    }
  }

  @Test func `the time at which nginx sent a request is read to the millisecond, and nonsense is ignored`() {
    func sentAt(_ text: String) -> Duration? {
      read(FastCGIClient.request([("REQUEST_SENT_AT", text)])).requests.first?.sentAt
    }
    #expect(sentAt("1764092000.123") == .milliseconds(1_764_092_000_123) && sentAt("0.001") == .milliseconds(1))
    for text in ["1764092000", "1.12", "-1.123", "1.1x3", "99999999999999999999.123", "9999999999999.123"] {
      #expect(sentAt(text) == nil)
    }
  }

  @Test func `a body that is too long is read to its end and refused, and the next request is accepted`() {
    let long = [UInt8](repeating: 65, count: 200_000)
    let result = read(FastCGIClient.request(usual, body: long) + FastCGIClient.request(usual))
    #expect(result.faults == [.payloadTooLarge] && result.requests.count == 1)
  }

  @Test(arguments: ["2", "4", "-1", "x", "99999999999999999999"])
  func `a body of another length than announced breaks the connection`(length: String) {
    let bytes =
      FastCGIClient.begin() + FastCGIClient.record(.parameters, FastCGIClient.pairs([("CONTENT_LENGTH", length)]))
      + FastCGIClient.record(.parameters) + FastCGIClient.record(.input, Array("abc".utf8))
      + FastCGIClient.record(.input)
    #expect(read(bytes).isBroken)
  }

  @Test func `forged lengths break the connection`() {
    for pairs: [UInt8] in [[200], [0xFF, 0xFF, 0xFF, 0xFF], [1, 0xFF, 0xFF, 0xFF, 0xFF, 65]] {
      let bytes = FastCGIClient.begin() + FastCGIClient.record(.parameters, pairs) + FastCGIClient.record(.parameters)
      #expect(read(bytes).isBroken)
    }
  }

  @Test func `bytes that are not FastCGI break the connection`() {
    #expect(read(Array("GET / HTTP/1.1\r\n\r\n".utf8)).isBroken)
    #expect(read(FastCGIClient.record(.begin, [0, 1, 1])).isBroken)
    #expect(read(FastCGIClient.begin() + FastCGIClient.record(.input)).isBroken)
    #expect(read(FastCGIClient.begin() + FastCGIClient.record(.data, [1])).isBroken)
  }

  @Test func `an aborted request is ended, and the next one is accepted`() {
    let result = read(
      FastCGIClient.begin(request: 3) + FastCGIClient.record(.abort, request: 3) + FastCGIClient.request(usual))
    #expect(result.answers == [1, 3, 0, 3, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] && result.requests.count == 1)
  }

  @Test func `a concurrent request and a foreign role are refused without breaking the connection`() {
    let second =
      FastCGIClient.begin() + FastCGIClient.begin(request: 2) + FastCGIClient.record(.parameters)
      + FastCGIClient.record(.input)
    let result = read(second)
    #expect(result.answers == [1, 3, 0, 2, 0, 8, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0] && result.requests.count == 1)
    let authorizer = FastCGIClient.record(.begin, [0, 2, 1, 0, 0, 0, 0, 0])
    #expect(read(authorizer).answers == [1, 3, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0])
  }

  @Test func `records of finished requests are ignored`() {
    let result = read(
      FastCGIClient.record(.input, request: 9, [1]) + FastCGIClient.record(.abort, request: 9)
        + FastCGIClient.request(usual))
    #expect(result.requests.count == 1 && result.answers.isEmpty)
  }

  @Test func `management records are answered, even within a request`() {
    let pairs = FastCGIClient.pairs([("FCGI_MPXS_CONNS", "")])
    let result = read(
      FastCGIClient.begin() + FastCGIClient.record(.getValues, request: 0, pairs) + FastCGIClient.record(.parameters)
        + FastCGIClient.record(.input)
    )
    #expect(result.requests.count == 1)
    #expect(result.answers.starts(with: [1, 10, 0, 0, 0, 18, 0, 0]))
  }

  @Test func `an incomplete request is still being read`() {
    let whole = FastCGIClient.request(usual)
    #expect(read(Array(whole.dropLast(8))).isReading)
    #expect(!read(whole).isReading)
  }
}
