import Glibc

/// Makes the calling thread sleep (nanosleep(2)) for the full duration, even if it handles signals meanwhile.
package func pause(for duration: Duration) {
  var (asked, left) = (timespec(duration), timespec())
  while nanosleep(&asked, &left) != 0, errno == EINTR { asked = left }
}
