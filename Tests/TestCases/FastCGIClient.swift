import Glibc

/// A client that writes valid and invalid FastCGI records byte by byte (FastCGI 1.0, §3.3).
package final class FastCGIClient: @unchecked Sendable {
  // The descriptor is set once, and system calls may come from any thread.
  private let descriptor: Int32

  /// The types of records, from `FCGI_BEGIN_REQUEST` on (§8).
  package enum Kind: UInt8, Sendable {
    case begin = 1, abort, end, parameters, input, output, error, data, getValues, valuesResult, unknown
  }

  /// Connects to the Unix socket at `path`; nil if nothing listens there.
  package init?(path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { bytes in
      precondition(path.utf8.count < bytes.count, "the path of the socket is too long")
      bytes.copyBytes(from: path.utf8)
    }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    }
    // No test may hang.
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    if result != 0 { return nil }
  }

  deinit { close(descriptor) }

  /// - Returns: False if the other side has closed the connection.
  @discardableResult
  package func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Closes the sending side of the connection.
  package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Sends a complete request that asks the worker to keep the connection open.
  @discardableResult
  package func send(_ method: String, _ path: String) -> Bool {
    send(Self.request([("REQUEST_METHOD", method), ("REQUEST_URI", path)]))
  }

  package struct ReceivedRecord: Equatable {
    package let kind: UInt8
    package let request: UInt16
    package let content: [UInt8]
  }

  /// Whether anything has arrived.
  package var hasBytes: Bool {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&event, 1, 0) == 1
  }

  /// The next record; nil if the other side has closed the connection or sends nothing for a minute.
  package func receive() -> ReceivedRecord? {
    guard let header = read(8), let content = read(Int(header[4]) << 8 | Int(header[5])), read(Int(header[6])) != nil
    else { return nil }
    return ReceivedRecord(kind: header[1], request: UInt16(header[2]) << 8 | UInt16(header[3]), content: content)
  }

  /// The output up to `FCGI_END_REQUEST`; nil if that does not arrive.
  package func answer() -> String? {
    var output: [UInt8] = []
    while let record = receive() {
      if record.kind == Kind.output.rawValue { output += record.content }
      if record.kind == Kind.end.rawValue { return String(decoding: output, as: UTF8.self) }
    }
    return nil
  }

  private func read(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let added = bytes.withUnsafeMutableBytes { buffer in
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        return recv(descriptor, rest.baseAddress, rest.count, 0)
      }
      // With a timeout it is interrupted when the tests have been stopped and go on (signal(7)).
      if added < 0, errno == EINTR { continue }
      guard added > 0 else { return nil }
      filled += added
    }
    return bytes
  }

  // MARK: - Records

  package static func record(
    _ kind: Kind, request: UInt16 = 1, _ content: [UInt8] = [], padding: UInt8 = 0, version: UInt8 = 1
  ) -> [UInt8] {
    let (high, low) = (UInt8(content.count >> 8), UInt8(content.count & 0xFF))
    return [version, kind.rawValue, UInt8(request >> 8), UInt8(request & 0xFF), high, low, padding, 0] + content
      + [UInt8](repeating: 0, count: Int(padding))
  }

  /// Begins a request with the role of responder (§5.1).
  /// - Parameter keeps: whether the worker shall keep the connection open.
  package static func begin(request: UInt16 = 1, keeps: Bool = true) -> [UInt8] {
    record(.begin, request: request, [0, 1, keeps ? 1 : 0, 0, 0, 0, 0, 0])
  }

  /// Names and values, each preceded by its length (§3.4).
  package static func pairs(_ parameters: [(String, String)]) -> [UInt8] {
    parameters.flatMap { name, value in
      length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }
  }

  private static func length(_ count: Int) -> [UInt8] {
    count < 128
      ? [UInt8(count)]
      : [UInt8(count >> 24 | 0x80), UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
  }

  /// A complete request, with its parameters in as many records as necessary.
  package static func request(
    _ parameters: [(String, String)], body: [UInt8] = [], id: UInt16 = 1, keeps: Bool = true
  ) -> [UInt8] {
    func stream(_ kind: Kind, _ bytes: [UInt8]) -> [UInt8] {
      stride(from: 0, to: bytes.count, by: 65_535).flatMap { start in
        record(kind, request: id, Array(bytes[start..<min(start + 65_535, bytes.count)]))
      } + record(kind, request: id)
    }
    let length = body.isEmpty ? [] : [("CONTENT_LENGTH", "\(body.count)")]
    return begin(request: id, keeps: keeps) + stream(.parameters, pairs(parameters + length)) + stream(.input, body)
  }
}
