import Glibc

extension Configuration {
  /// Reads the file and the environment of this process.
  /// - Parameter file: nil for `MARQUEE_CONFIG`, and defaults where that is not set either.
  package static func load(file: String?) throws(ConfigurationError) -> Configuration {
    let environment = currentEnvironment()
    guard let file = file ?? environment["MARQUEE_CONFIG"] else {
      return try parse(contents: nil, file: "", environment: environment)
    }
    return try parse(contents: readText(file), file: file, environment: environment)
  }

  /// The password of the database account; empty where no file is named. One newline at the end does not count.
  package func databasePassword() throws(ConfigurationError) -> String {
    guard let databasePasswordFile else { return "" }
    return try Self.withoutNewline(Self.readText(databasePasswordFile, key: "database_password_file"))
  }

  private static func withoutNewline(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  private static func readText(_ file: String, key: String? = nil) throws(ConfigurationError) -> String {
    guard let text = String(validating: try readBytes(file, key: key), as: UTF8.self) else {
      throw ConfigurationError(place: .file(file), key: key, reason: "is not UTF-8")
    }
    return text
  }

  /// The bytes of a small file, for example a secret. At most 1 MiB.
  /// - Parameter key: what names the file, for errors; nil for the configuration itself.
  package static func readBytes(_ file: String, key: String? = nil) throws(ConfigurationError) -> [UInt8] {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", file, key) }
    defer { close(descriptor) }
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
    let cause = String(cString: strerror(errno))
    return ConfigurationError(
      place: .file(file), key: key,
      reason: key == nil ? "cannot \(call): \(cause)" : "names this file, which cannot be used: \(call): \(cause)")
  }

  private static func currentEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let pointer = entry.pointee {
      let text = String(cString: pointer)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      entry += 1
    }
    return variables
  }
}
