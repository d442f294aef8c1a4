import CLinux
import Glibc

/// Memory that processes share by a descriptor that they inherit or receive (memfd_create(2)).
package enum SharedMemory {
  /// Creates memory that only this user may open, full of zeros. Its size is sealed: a process that touched a part cut
  /// off from its mapping would be killed.
  /// - Parameters:
  ///   - name: shown in /proc.
  ///   - size: bytes.
  package static func create(_ name: String, size: Int) throws(SystemCallError) -> FileDescriptor {
    let memory = FileDescriptor(
      owning: memfd_create(name, CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING), path: name)
    guard memory.number >= 0 else { throw SystemCallError("memfd_create", name) }
    // Allocated now: if memory runs short later, writing to it must not kill a process.
    let result = posix_fallocate(memory.number, 0, off_t(size))
    guard result == 0 else { throw SystemCallError("posix_fallocate", name, number: result) }
    let seals = CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_SEAL
    guard fchmod(memory.number, 0o600) == 0, fcntl(memory.number, CLINUX_F_ADD_SEALS, seals) == 0 else {
      throw SystemCallError("fcntl", name)
    }
    return memory
  }
}
