import CLinux
import Glibc

/// Bytes that nobody can change any more, behind a descriptor that a process inherits (memfd_create(2)): they stand in
/// no file, in no argument and in no environment.
package final class SealedMemory: Sendable {
  package let descriptor: Int32

  package init(_ bytes: [UInt8]) throws(SystemCallError) {
    descriptor = memfd_create("marquee settings", CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING)
    guard descriptor >= 0 else { throw SystemCallError("memfd_create", "") }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw SystemCallError("write", "the settings of workers") }
      rest = rest.dropFirst(count)
    }
    let seals = CLINUX_F_SEAL_SEAL | CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_WRITE
    guard fcntl(descriptor, CLINUX_F_ADD_SEALS, seals) == 0 else {
      throw SystemCallError("fcntl", "the settings of workers")
    }
  }

  deinit { close(descriptor) }

  /// What a master has left on the descriptor `number`, which is closed; nil if it left nothing.
  package static func inherited(as number: Int32) -> [UInt8]? {
    guard fcntl(number, CLINUX_F_GET_SEALS, 0) > 0 else { return nil }
    defer { close(number) }
    var information = stat()
    guard fstat(number, &information) == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
    // At its place: the position is shared by all who inherit it.
    return pread(number, &bytes, bytes.count, 0) == bytes.count ? bytes : nil
  }
}
