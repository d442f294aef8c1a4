import CLinux
import Glibc
import Synchronization

/// Permits to keep a core busy for a long time, one for each core, shared by all processes that have the same file
/// open.
///
/// A permit is a locked byte of the file (fcntl(2), "Advisory record locking"): the kernel unlocks the bytes of a
/// process that dies. Such locks belong to a process, so this object keeps track of which are taken by its threads.
package final class Cores: Sendable {
  package let count: Int
  private let file: Int32?
  private let free: Mutex<[Bool]>

  /// - Parameters:
  ///   - count: the number of cores; at least 1.
  ///   - file: a writable descriptor; nil if the process shares the cores with no other. The locks are lost if the
  ///     process closes any descriptor of the same file.
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
      pause(for: Self.interval)
    }
  }

  /// Polled, since no lock can wait for any of several bytes. Short compared with the work, which takes a tenth of a
  /// second.
  private static let interval = Duration.milliseconds(2)

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

  /// - Returns: false if another process holds the lock. A file that cannot be locked is treated like no file.
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
