import CLinux
import Glibc

/// Short sleeps of a thread in the middle of its work, so that others never wait long for it.
///
/// `SCHED_IDLE` alone does not see to that. The kernel first compares groups of processes (sched(7), "The autogroup
/// feature"; systemd's services are such groups too), whatever the priority of their threads, and lets a group work for
/// a slice of about 3 ms once it has begun (Linux 6.6 and later). A thread that sleeps gives up the rest of its slice.
final class Naps {
  // Its address goes to the handler of the signal.
  private let naps = UnsafeMutablePointer<naps>.allocate(capacity: 1)

  /// Of the calling thread, on which the object must also be released. The thread works for `work` of real time, sleeps
  /// for `sleep`, and so on.
  /// - Throws: if the system has no timer left.
  init(work: Duration = .microseconds(300), sleep: Duration = .microseconds(50)) throws(SystemCallError) {
    naps.initialize(to: CLinux.naps())
    naps.pointee.work = timespec(work)
    naps.pointee.sleep = timespec(sleep)
    guard prepare_naps(naps) == 0 else {
      let error = SystemCallError("timer_create")
      naps.deallocate()
      throw error
    }
  }

  deinit {
    end_naps(naps)
    naps.deallocate()
  }

  /// Runs `body` with naps.
  func during(_ body: () -> Void) {
    naps.pointee.are_due = 1
    let_work(naps)
    body()
    naps.pointee.are_due = 0
  }
}
