import CLinux
import Glibc

/// Immutable bytes behind a descriptor that child processes inherit (memfd_create(2)). Secrets passed this way appear
/// in no file, argument or environment variable.
package final class SealedMemory: Sendable {
  private let file: FileDescriptor

  package init(_ bytes: [UInt8]) throws(SystemCallError) {
    file = FileDescriptor(
      owning: memfd_create(Self.name, CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING), path: Self.name)
    guard file.number >= 0 else { throw SystemCallError("memfd_create", Self.name) }
    try file.write(bytes)
    let seals = CLINUX_F_SEAL_SEAL | CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_WRITE
    guard fcntl(file.number, CLINUX_F_ADD_SEALS, seals) == 0 else { throw SystemCallError("fcntl", Self.name) }
  }

  package var descriptor: Int32 { file.number }

  private static let name = "marquee settings"

  /// Reads and closes the sealed memory that the master has passed as `descriptor`.
  /// - Returns: nil, and nothing is closed, if the descriptor is something else.
  package static func receive(_ descriptor: Int32) -> [UInt8]? {
    guard fcntl(descriptor, CLINUX_F_GET_SEALS, 0) > 0 else { return nil }
    let file = FileDescriptor(owning: descriptor, path: name)
    guard let status = try? file.status() else { return nil }
    // All workers share the file's position, so reading must not depend on it.
    return file.first(status.size)
  }
}
