import Glibc

/// Keeps a program from inheriting any descriptor but the standard ones. Foundation notices that a process has ended
/// when nobody holds its socket to it any more, and does not close that socket on exec.
/// - Returns: false if that is impossible.
package func closeOthers(in actions: inout posix_spawn_file_actions_t) -> Bool {
  // Swift does not see this extension of glibc.
  typealias Close = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
  guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return false }
  return unsafeBitCast(symbol, to: Close.self)(&actions, 3) == 0
}
