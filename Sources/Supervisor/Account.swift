import CLinux
import Glibc

/// A user of the system, for what runs as one.
package struct Account: Equatable, Sendable {
  package let name: String
  package let user: uid_t
  package let group: gid_t

  /// Nil for a user that there is not.
  package init?(named name: String) {
    guard let entry = getpwnam(name) else { return nil }
    self.name = name
    user = entry.pointee.pw_uid
    group = entry.pointee.pw_gid
  }

  /// Makes this process the user's, with the user's groups and no way back.
  package func become() throws(SystemCallError) {
    // Groups first: the user may not change them.
    guard initgroups(name, group) == 0 else { throw SystemCallError("initgroups", name) }
    guard setgid(group) == 0 else { throw SystemCallError("setgid", name) }
    guard setuid(user) == 0 else { throw SystemCallError("setuid", name) }
    precondition(user == 0 || setuid(0) != 0, "root can be had back")
  }

  /// Nil for a group that there is not.
  package static func group(named name: String) -> gid_t? { getgrnam(name).map { $0.pointee.gr_gid } }
}
