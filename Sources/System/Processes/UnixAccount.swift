import CLinux
import Glibc

/// A user account of the operating system that a process can run as.
package struct UnixAccount: Equatable, Sendable {
  package let name: String
  package let user: uid_t
  package let group: gid_t

  /// - Parameter name: the name or the number of a user that has an entry in the user database.
  /// - Returns: nil if no such user exists.
  package init?(named name: String) {
    guard let entry = getpwnam(name) ?? Self.number(name).flatMap({ getpwuid($0) }) else { return nil }
    self.name = String(cString: entry.pointee.pw_name)
    user = entry.pointee.pw_uid
    group = entry.pointee.pw_gid
  }

  /// Makes this process run as the user, with the user's groups, for good.
  package func become() throws(SystemCallError) {
    // Groups first: the user may not change them.
    guard initgroups(name, group) == 0 else { throw SystemCallError("initgroups", name) }
    guard setgid(group) == 0 else { throw SystemCallError("setgid", name) }
    guard setuid(user) == 0 else { throw SystemCallError("setuid", name) }
    precondition(user == 0 || setuid(0) != 0, "root privileges can be regained")
  }

  /// - Parameter name: a name, or any number: a file may belong to a user without a name.
  /// - Returns: nil if no such user exists.
  package static func user(named name: String) -> uid_t? { getpwnam(name)?.pointee.pw_uid ?? number(name) }

  /// - Parameter name: a name, or any number: a file may belong to a group without a name.
  /// - Returns: nil if no such group exists.
  package static func group(named name: String) -> gid_t? { getgrnam(name)?.pointee.gr_gid ?? number(name) }

  /// The largest number is not a user: to chown(2) it means "leave unchanged".
  private static func number(_ text: String) -> UInt32? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt32(text), number < .max else {
      return nil
    }
    return number
  }
}
