import CLinux
import Glibc

/// Memory that processes share through a descriptor that they inherit or receive (memfd_create(2)).
package enum SharedMemory {
  /// Creates zeroed memory that only this user may open. Its size is sealed: if it shrank, a process that touched the
  /// missing part of its mapping would be killed.
  /// - Parameters:
  ///   - name: shown in /proc.
  ///   - size: bytes.
  package static func create(_ name: String, size: Int) throws(SystemCallError) -> FileDescriptor {
    let memory = FileDescriptor(
      owning: memfd_create(name, CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING), path: name)
    guard memory.number >= 0 else { throw SystemCallError("memfd_create", name) }
    // Allocated now, so that a write cannot kill a process if memory runs short later.
    let result = posix_fallocate(memory.number, 0, off_t(size))
    guard result == 0 else { throw SystemCallError("posix_fallocate", name, number: result) }
    let seals = CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_SEAL
    guard fchmod(memory.number, 0o600) == 0, fcntl(memory.number, CLINUX_F_ADD_SEALS, seals) == 0 else {
      throw SystemCallError("fcntl", name)
    }
    return memory
  }
}
