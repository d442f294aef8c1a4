import Glibc

/// The environment variables of this process. Only a single thread may change them.
package enum Environment {
  package static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The value of a variable, which is then removed, so that no child inherits it.
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
