import Glibc

/// The environment variables of this process. Change them only while the process has a single thread.
package enum Environment {
  package static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Returns the value of a variable and removes it, so that no child inherits it.
  package static func take(_ name: String) -> String? {
    defer { unsetenv(name) }
    return self[name]
  }

  /// As `NAME=value`.
  package static var entries: [String] {
    var entries: [String] = []
    var pointer = environ
    while let entry = pointer.pointee {
      entries.append(String(cString: entry))
      pointer += 1
    }
    return entries
  }
}
