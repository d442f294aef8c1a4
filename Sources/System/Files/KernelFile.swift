/// Reads the small text files in which the kernel reports its state (proc(5), sysfs(5)).
package enum KernelFile {
  /// The text at `path`, at most `limit` bytes of it; nil if it cannot be read.
  package static func text(_ path: String, limit: Int = 8_192) -> String? {
    (try? File.bytes(at: path, limit: limit)).map { String(decoding: $0, as: UTF8.self) }
  }
}
