import CLinux
import Glibc
import Synchronization

/// The right to keep a core busy for long, shared by all processes that have the same file open: as many hold it at
/// once as the machine has cores.
///
/// A core is a byte of the file that is locked (fcntl(2), "Advisory record locking"): the kernel unlocks those of a
/// process that dies. Such locks are a process's, so which of its threads has which is noted here.
package final class Cores: Sendable {
  package let count: Int
  private let file: Int32?
  private let free: Mutex<[Bool]>

  /// - Parameters:
  ///   - count: how many cores there are; at least 1.
  ///   - file: a descriptor that can be written; nil for a process that shares with none. Locking ends if the process
  ///     closes any descriptor of the same file.
  package init(count: Int, sharedBy file: Int32?) {
    precondition(count > 0)
    self.count = count
    self.file = file
    free = Mutex(Array(repeating: true, count: count))
  }

  /// Runs `work` as soon as a core is free.
  package func use<Result>(_ work: () -> Result) -> Result {
    while true {
      if let core = take() {
        defer { leave(core) }
        return work()
      }
      usleep(Self.pause)
    }
  }

  /// Microseconds: short beside the work, which takes a tenth of a second. A lock that waits for any of several cores
  /// does not exist.
  private static let pause: UInt32 = 2_000

  private func take() -> Int? {
    free.withLock { free in
      guard let core = free.indices.first(where: { free[$0] && lock($0, F_WRLCK) }) else { return nil }
      free[core] = false
      return core
    }
  }

  private func leave(_ core: Int) {
    free.withLock { free in
      _ = lock(core, F_UNLCK)
      free[core] = true
    }
  }

  /// - Returns: false if another process has it. A file that cannot be locked is as good as none: hashing goes on.
  private func lock(_ core: Int, _ kind: Int32) -> Bool {
    guard let file else { return true }
    var lock = flock()
    lock.l_type = Int16(kind)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = off_t(core)
    lock.l_len = 1
    return fcntl(file, F_SETLK, &lock) == 0 || (errno != EACCES && errno != EAGAIN)
  }
}
