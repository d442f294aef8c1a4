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

  /// Reads a UTF-8 text, and drops the byte order mark that some editors write.
  static func readText(_ file: String, key: String? = nil) throws(ConfigurationError) -> String {
    guard let text = String(validating: try readBytes(file, key: key), as: UTF8.self) else {
      throw ConfigurationError(place: .file(file), key: key, reason: "is not UTF-8")
    }
    return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }

  /// Reads a small file, such as a secret, of at most 1 MiB.
  /// - Parameter key: the setting that names the file, for errors; nil for the configuration file itself.
  package static func readBytes(_ file: String, key: String? = nil) throws(ConfigurationError) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(SystemCallError) {
      let descriptor = try FileDescriptor(file, .reading)
      // One byte more, to detect a file that is too large.
      bytes = try descriptor.status().kind == .pipe ? nil : descriptor.bytes(limit: maximumSize + 1)
    } catch {
      let cause = "\(error.call): \(error.reason)"
      throw ConfigurationError(
        place: .file(file), key: key,
        reason: key == nil ? "cannot \(cause)" : "names this file, which cannot be used: \(cause)")
    }
    guard let bytes else {
      throw ConfigurationError(place: .file(file), key: key, reason: "is a pipe, but it must be read more than once")
    }
    guard bytes.count <= maximumSize else {
      throw ConfigurationError(place: .file(file), key: key, reason: "is larger than 1 MiB")
    }
    return bytes
  }

  private static let maximumSize = 1 << 20
}
