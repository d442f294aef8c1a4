import Glibc
import System

extension Configuration {
  /// The password of the database account, without one trailing newline; empty if no file is named.
  package func databasePassword() throws(ConfigurationError) -> String {
    guard let file = databasePasswordFile else { return "" }
    var text = try Self.readText(file, key: "database_password_file")
    if text.last?.isNewline == true { text.removeLast() }
    let fault =
      text.isEmpty
      ? "is empty"
      : text.contains("\0")
        ? "contains a zero byte" : text.contains(where: \.isNewline) ? "has more than one line" : nil
    if let fault {
      throw ConfigurationError(
        place: .file(file), key: "database_password_file", reason: "names this file, which \(fault)")
    }
    return text
  }

  /// Reads a text in UTF-8, without the byte order mark that some editors write.
  static func readText(_ file: String, key: String? = nil) throws(ConfigurationError) -> String {
    guard let text = String(validating: try readBytes(file, key: key), as: UTF8.self) else {
      throw ConfigurationError(place: .file(file), key: key, reason: "is not UTF-8")
    }
    return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }

  /// Reads a small file, such as a secret, of at most 1 MiB.
  /// - Parameter key: the setting that names the file, for errors; nil for the configuration file itself.
  package static func readBytes(_ file: String, key: String? = nil) throws(ConfigurationError) -> [UInt8] {
    // Opening a pipe would block until there is a writer.
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure("open", file, key) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw failure("stat", file, key) }
    guard information.st_mode & S_IFMT != S_IFIFO else {
      throw ConfigurationError(place: .file(file), key: key, reason: "is a pipe, but it must be read more than once")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw failure("read", file, key) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= 1 << 20 else {
        throw ConfigurationError(place: .file(file), key: key, reason: "is larger than 1 MiB")
      }
    }
  }

  private static func failure(_ call: String, _ file: String, _ key: String?) -> ConfigurationError {
    let cause = SystemCallError.reason()
    return ConfigurationError(
      place: .file(file), key: key,
      reason: key == nil ? "cannot \(call): \(cause)" : "names this file, which cannot be used: \(call): \(cause)")
  }
}
