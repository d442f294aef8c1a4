import CLinux
import Glibc

/// Bytes that nobody can change, behind a descriptor that a process inherits (memfd_create(2)). Secrets passed this way
/// appear in no file, argument or environment variable.
package final class SealedMemory: Sendable {
  package let descriptor: Int32

  package init(_ bytes: [UInt8]) throws(SystemCallError) {
    descriptor = memfd_create(Self.name, CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING)
    guard descriptor >= 0 else { throw SystemCallError("memfd_create", Self.name) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw SystemCallError("write", Self.name) }
      rest = rest.dropFirst(count)
    }
    let seals = CLINUX_F_SEAL_SEAL | CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_WRITE
    guard fcntl(descriptor, CLINUX_F_ADD_SEALS, seals) == 0 else { throw SystemCallError("fcntl", Self.name) }
  }

  deinit { close(descriptor) }

  private static let name = "marquee settings"

  /// Reads and closes the sealed memory that the master has passed as `descriptor`.
  /// - Returns: nil, and nothing is closed, if the descriptor is something else.
  package static func receive(_ descriptor: Int32) -> [UInt8]? {
    guard fcntl(descriptor, CLINUX_F_GET_SEALS, 0) > 0 else { return nil }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
    // All workers share the position in the file, so `read` would not do.
    return pread(descriptor, &bytes, bytes.count, 0) == bytes.count ? bytes : nil
  }
}
