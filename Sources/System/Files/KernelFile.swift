import Glibc

/// Reads the small text files in which the kernel reports its state (proc(5), sysfs(5)).
package enum KernelFile {
  /// The text at `path`, at most 8 KiB of it; nil if it cannot be read.
  package static func text(_ path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8_192)
    let count = fread(&bytes, 1, bytes.count, file)
    return count == 0 && ferror(file) != 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }
}
