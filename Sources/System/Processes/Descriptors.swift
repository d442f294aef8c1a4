import CLinux
import Glibc

/// The descriptors of this process that have a fixed number.
package enum Descriptors {
  /// The lowest number that no inherited descriptor uses; see `Inheritance`.
  package static let firstFree: Int32 = 10

  /// Opens /dev/null for each of 0, 1 and 2 that is closed, and sets close-on-exec on all others.
  ///
  /// Call it before anything is opened: a socket with the number 2 would receive every message of the Swift runtime.
  package static func prepare() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // It gets the lowest free number, which is `number`: all below are taken by now.
      _ = open("/dev/null", O_RDWR)
    }
    close_range(UInt32(STDERR_FILENO + 1), UInt32.max, Int32(CLOSE_RANGE_CLOEXEC))
  }

  /// Releases what is behind a descriptor. Its number then leads to /dev/null, so that nothing else gets it.
  package static func release(_ number: Int32) {
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard nothing >= 0 else { return }
    dup2(nothing, number)
    close(nothing)
  }

  /// Writes bytes in one call, so that processes that share the descriptor do not mix what they write. On a socket it
  /// never blocks.
  /// - Returns: the number of bytes written; negative on failure.
  package static func writeAtOnce(_ bytes: [UInt8], to number: Int32) -> Int {
    // For a socket the flag applies to one call, so it does not affect other processes that share the socket.
    let count = send(number, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    return count < 0 && errno == ENOTSOCK ? write(number, bytes, bytes.count) : count
  }
}
