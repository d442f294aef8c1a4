import Glibc

/// The system's random bytes.
package enum Entropy {
  /// The most bytes that one call supplies (getentropy(3)).
  package static let maximumBytes = 256

  /// Fills `buffer`, which holds at most `maximumBytes`.
  package static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    let result = getentropy(buffer.baseAddress, buffer.count)
    precondition(result == 0, "getentropy: \(SystemCallError.reason())")
  }
}
