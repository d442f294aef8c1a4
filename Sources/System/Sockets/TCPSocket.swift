import CLinux
import Glibc

/// Creates a listening TCP socket, for nginx on another machine. Workers decide which clients may connect
/// (`AllowedClients`).
enum TCPSocket {
  /// - Parameter host: an IPv4 or IPv6 address.
  static func listen(host: String, port: UInt16, backlog: Int32) throws(SystemCallError) -> Listener {
    let descriptor = try bound(host: host, port: port)
    guard Glibc.listen(descriptor, backlog) == 0 else {
      let error = SystemCallError("listen", "\(host) port \(port)")
      close(descriptor)
      throw error
    }
    return Listener(descriptor: descriptor, file: nil)
  }

  /// A socket that has the address, but does not listen yet.
  fileprivate static func bound(host: String, port: UInt16) throws(SystemCallError) -> Int32 {
    let subject = "\(host) port \(port)"
    var (v4, v6) = (sockaddr_in(), sockaddr_in6())
    let isV4 = inet_pton(AF_INET, host, &v4.sin_addr) == 1
    guard isV4 || inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 else {
      throw SystemCallError("inet_pton", subject, number: EINVAL)
    }
    v4.sin_family = sa_family_t(AF_INET)
    v4.sin_port = port.bigEndian
    v6.sin6_family = sa_family_t(AF_INET6)
    v6.sin6_port = port.bigEndian
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(isV4 ? AF_INET : AF_INET6, type, 0)
    guard descriptor >= 0 else { throw SystemCallError("socket", subject) }
    // A restart must not wait until the kernel has forgotten the connections of the last run.
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let isBound = isV4 ? bind(descriptor, &v4) : bind(descriptor, &v6)
    guard isBound else {
      let error = SystemCallError("bind", subject)
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
      }
    }
  }
}

extension Listener {
  /// See `TCPSocket`.
  package static func tcp(
    host: String, port: UInt16, backlog: Int32 = Listener.defaultBacklog
  ) throws(SystemCallError) -> Listener {
    try TCPSocket.listen(host: host, port: port, backlog: backlog)
  }

  /// Why this process could not listen there; nil if it could. Nobody can connect during the check.
  package static func obstacle(toListeningAt host: String, port: UInt16) -> SystemCallError? {
    do throws(SystemCallError) {
      close(try TCPSocket.bound(host: host, port: port))
      return nil
    } catch {
      return error
    }
  }
}
