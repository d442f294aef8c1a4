import CFastCGI
import CLinux
import Glibc
import HTTP

/// libfcgi's state of one request: one a slot, reused.
///
/// Its strings die with `FCGX_Finish_r`, so a `Request` copies what it needs.
final class Exchange {
  private var state = FCGX_Request()
  private let maximumBody: Int

  /// - Parameter maximumBody: bytes; a longer body is refused with 413.
  init(maximumBody: Int) {
    self.maximumBody = maximumBody
    FCGX_InitRequest(&state, -1, 0)
  }

  /// Reads one request from a connection that has bytes, and writes the answer.
  /// - Returns: whether nginx keeps the connection; where not, it is closed.
  func serve(_ connection: Int32, _ respond: (Request) -> Response) -> Bool {
    // What FCGX_Accept_r takes as "go on reading this connection"; with a listening socket of -1 it never accepts.
    state.ipcFd = connection
    state.keepConnection = 1
    guard FCGX_Accept_r(&state) == 0 else { return false }
    let body = readBody()
    if body.received != announcedLength {
      // nginx checked the length before it sent anything: it is gone, and nobody reads an answer.
      state.keepConnection = 0
    } else if body.received > maximumBody {
      write(HTTPError(.payloadTooLarge, "The body is larger than \(maximumBody) bytes.").response)
    } else if let fault = state.envp.flatMap({ HeaderLimits.fault($0) }) {
      write(fault.response)
    } else {
      write(respond(request(with: body.bytes)))
    }
    FCGX_Finish_r(&state)
    defer { state.ipcFd = -1 }
    return state.ipcFd >= 0
  }

  /// 0 where nginx announces none; -1 for what is no length.
  private var announcedLength: Int {
    guard let text = parameter("CONTENT_LENGTH"), !text.isEmpty else { return 0 }
    return Int(text) ?? -1
  }

  private func request(with body: [UInt8]) -> Request {
    let target = parameter("REQUEST_URI") ?? ""
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return Request(
      method: parameter("REQUEST_METHOD") ?? "",
      path: parts.first.map(String.init) ?? "",
      query: parts.count > 1 ? String(parts[1]) : "",
      contentType: parameter("CONTENT_TYPE") ?? "",
      contentEncoding: header("CONTENT_ENCODING"),
      accept: header("ACCEPT"),
      ifNoneMatch: header("IF_NONE_MATCH"),
      authorization: header("AUTHORIZATION"),
      userAgent: header("USER_AGENT"),
      origin: header("ORIGIN"),
      preflightMethod: header("ACCESS_CONTROL_REQUEST_METHOD"),
      body: body,
      client: parameter("REMOTE_ADDR") ?? "",
      id: parameter("REQUEST_ID") ?? ""
    )
  }

  /// Nil where it is absent or empty.
  private func header(_ name: String) -> String? {
    parameter("HTTP_" + name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private func parameter(_ name: String) -> String? {
    FCGX_GetParam(name, state.envp).map { String(cString: $0) }
  }

  /// All of the input is read, even what is not kept: the rest would be taken for the next request's.
  private func readBody() -> (bytes: [UInt8], received: Int) {
    var bytes: [UInt8] = []
    var received = 0
    withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
      guard let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
      while true {
        let count = Int(FCGX_GetStr(base, Int32(buffer.count), state.in))
        guard count > 0 else { return }
        received += count
        if received <= maximumBody { bytes.append(contentsOf: buffer[..<count]) }
      }
    }
    return (bytes, received)
  }

  private func write(_ response: Response) {
    put(Array(ResponseHead.text(of: response).utf8))
    guard let stream = response.stream else {
      put(response.body)
      return
    }
    guard !stream({ put($0) }) else { return }
    // Without the end of the answer nginx breaks off the client's, too.
    shutdown(state.ipcFd, Int32(SHUT_RDWR))
    state.keepConnection = 0
  }

  /// - Returns: false where nginx has gone.
  @discardableResult
  private func put(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return true }
      return FCGX_PutStr(base.assumingMemoryBound(to: CChar.self), Int32(buffer.count), state.out) >= 0
    }
  }
}
