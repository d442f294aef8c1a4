import Glibc
import System

/// An HTTP/1.1 connection to nginx on the loopback address. Sends any bytes, well-formed or not, and reads responses.
final class HTTPConnection {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0

  /// - Parameter source: the local address to connect from, in host byte order; nil for the default.
  init(port: Int, from source: UInt32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw LiveError("no socket: \(SystemCallError.reason())") }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    if let source, !Loopback.bind(descriptor, to: source) { throw LiveError("cannot bind the source address") }
    guard Loopback.connect(descriptor, port: port) else {
      throw LiveError("nothing listens on port \(port): \(SystemCallError.reason())")
    }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw LiveError("cannot send: \(SystemCallError.reason())") }
      sent += count
    }
  }

  /// Whether `receive` has something to read.
  var hasResponse: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return position < buffer.count || poll(&entry, 1, 0) > 0
  }

  /// Reads one response and keeps the bytes after it for the next call.
  /// - Parameter isHead: whether it responds to HEAD, and so has no body, whatever its headers say.
  func receive(isHead: Bool = false) throws -> HTTPAnswer {
    let parts = try line().split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[0] == "HTTP/1.1", let status = Int(parts[1]) else {
      throw LiveError("not a status line: \(parts)")
    }
    var headers: [(name: String, value: String)] = []
    while case let line = try line(), !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { throw LiveError("not a header: \(line)") }
      headers.append((String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " })))
    }
    let head = HTTPAnswer(status: status, headers: headers, body: [])
    guard !isHead, status >= 200, status != 204, status != 304 else { return head }
    return HTTPAnswer(status: status, headers: headers, body: try body(of: head))
  }

  private func body(of head: HTTPAnswer) throws -> [UInt8] {
    if let length = head["Content-Length"] {
      guard let count = Int(length) else { throw LiveError("Content-Length is \(length)") }
      return try bytes(count)
    }
    if head["Transfer-Encoding"] == "chunked" {
      var body: [UInt8] = []
      while true {
        guard let size = Int(try line(), radix: 16) else { throw LiveError("not a chunk size") }
        body += try bytes(size)
        _ = try line()
        if size == 0 { return body }
      }
    }
    while try fill() {}
    return try bytes(buffer.count - position)
  }

  private func line() throws -> String {
    while true {
      if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        let line = buffer[position..<end]
        return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
      }
      guard try fill() else { throw LiveError("the connection was closed in the middle of a response") }
    }
  }

  private func bytes(_ count: Int) throws -> [UInt8] {
    while buffer.count - position < count {
      guard try fill() else { throw LiveError("the connection was closed in the middle of a body") }
    }
    defer { position += count }
    return Array(buffer[position..<position + count])
  }

  /// Reads more bytes into the buffer; false at the end of the stream.
  private func fill() throws -> Bool {
    if position > 0 {
      buffer.removeFirst(position)
      position = 0
    }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var count = 0
    // With a timeout it is interrupted when the tests have been stopped and go on (signal(7)).
    repeat { count = recv(descriptor, &chunk, chunk.count, 0) } while count < 0 && errno == EINTR
    guard count >= 0 else { throw LiveError("no response: \(SystemCallError.reason())") }
    buffer += chunk[..<count]
    return count > 0
  }
}

enum Loopback {
  static func connect(_ descriptor: Int32, port: Int) -> Bool {
    withAddress(port: port) { Glibc.connect(descriptor, $0, $1) == 0 }
  }

  static func bind(_ descriptor: Int32, to address: UInt32) -> Bool {
    withAddress(address, port: 0) { Glibc.bind(descriptor, $0, $1) == 0 }
  }

  /// A port of 127.0.0.1 that nothing listens on at the moment.
  static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    guard withAddress(port: 0, { Glibc.bind(descriptor, $0, $1) == 0 }) else { throw LiveError("no free port") }
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    guard result == 0 else { throw LiveError("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private static func withAddress<Result>(
    _ host: UInt32 = 0x7F00_0001, port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = host.bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
