import CLinux
import Glibc

/// The connections that wait at a listening socket to be accepted.
package enum ListenQueue {
  /// How many wait; nil if the kernel does not say.
  package static func length(of listener: Int32) -> Int? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutableBytes(of: &storage) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { getsockname(listener, $0.baseAddress, &size) }
    }
    guard result == 0 else { return nil }
    guard storage.ss_family == sa_family_t(AF_UNIX) else { return lengthOfTCP(listener) }
    let path = withUnsafeBytes(of: storage) { bytes in
      String(decoding: bytes.dropFirst(MemoryLayout<sa_family_t>.size).prefix { $0 != 0 }, as: UTF8.self)
    }
    return lengthOfUnix(path)
  }

  /// For a listening socket, `tcpi_unacked` is the number of connections that wait to be accepted (tcp(7);
  /// `tcp_get_info` in the kernel).
  private static func lengthOfTCP(_ listener: Int32) -> Int? {
    var information = tcp_info()
    var size = socklen_t(MemoryLayout<tcp_info>.size)
    guard getsockopt(listener, Int32(IPPROTO_TCP), TCP_INFO, &information, &size) == 0 else { return nil }
    return Int(information.tcpi_unacked)
  }

  /// The kernel's list of sockets has a line for each connection that waits to be accepted, with the path and state 02
  /// (`SS_CONNECTING`; proc(5)).
  private static func lengthOfUnix(_ path: String) -> Int? {
    guard let file = fopen("/proc/net/unix", "re") else { return nil }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    var count = 0
    while case let length = getline(&line, &capacity, file), length > 0 {
      guard let line else { break }
      let text = UnsafeRawBufferPointer(start: line, count: length).dropLast()
      if text.ends(with: Array(" \(path)".utf8)), text.contains(sequence: Array(" 0001 02 ".utf8)) { count += 1 }
    }
    return count
  }
}

extension Slice<UnsafeRawBufferPointer> {
  fileprivate func ends(with other: [UInt8]) -> Bool {
    count >= other.count && suffix(other.count).elementsEqual(other)
  }

  fileprivate func contains(sequence: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: sequence) }
  }
}
