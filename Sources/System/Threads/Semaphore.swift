import CLinux
import Glibc

/// A counting semaphore within one process (sem_overview(7)).
package final class Semaphore: @unchecked Sendable {
  // Safe to share: its address never changes, and the calls are thread-safe.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  package init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  package func post() { sem_post(semaphore) }

  package func wait() { while sem_wait(semaphore) != 0 && errno == EINTR {} }
}
