/// The configuration and the secrets that it names, as read by a master. The master passes them to its workers, which
/// read none of these files, so that an edit has no effect until it is loaded.
package struct LoadedConfiguration: Equatable, Sendable {
  package let configuration: Configuration
  package let databasePassword: String
  /// The contents of the file with the signing keys.
  package let keys: [UInt8]

  package init(_ configuration: Configuration, databasePassword: String, keys: [UInt8]) {
    self.configuration = configuration
    self.databasePassword = databasePassword
    self.keys = keys
  }

  /// Reads the files. Throws the first fault.
  /// - Parameter file: see `Configuration.load`.
  package static func load(file: String?) throws(ConfigurationError) -> LoadedConfiguration {
    let configuration = try Configuration.load(file: file)
    guard let keyFile = configuration.jwtSecretFile else {
      throw configuration.fault("jwt_secret_file", "is not set: tokens need a key")
    }
    return LoadedConfiguration(
      configuration, databasePassword: try configuration.databasePassword(),
      keys: try Configuration.readBytes(keyFile, key: "jwt_secret_file"))
  }

  // MARK: - Passed to workers

  /// The password, the signing keys, and then the key and the value of each setting in the syntax of the file. Each
  /// field is preceded by its length, a little-endian number of 8 bytes.
  package func encoded() -> [UInt8] {
    let settings = Setting.all.flatMap { [Array($0.key.utf8), Array($0.show(configuration).utf8)] }
    return ([Array(databasePassword.utf8), keys] + settings).flatMap { field in
      withUnsafeBytes(of: UInt64(field.count).littleEndian) { Array($0) } + field
    }
  }

  /// Returns nil if the bytes have another format. Unknown settings are skipped: the master may be of another release.
  package init?(encoded bytes: [UInt8]) {
    var fields: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      guard rest.count >= 8 else { return nil }
      let count = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      rest = rest.dropFirst(8)
      guard count <= UInt64(rest.count) else { return nil }
      fields.append(Array(rest.prefix(Int(count))))
      rest = rest.dropFirst(Int(count))
    }
    guard fields.count >= 2, fields.count.isMultiple(of: 2) else { return nil }
    var configuration = Configuration()
    for index in stride(from: 2, to: fields.count, by: 2) {
      let key = String(decoding: fields[index], as: UTF8.self)
      guard let setting = Setting.all.first(where: { $0.key == key }) else { continue }
      guard setting.apply(String(decoding: fields[index + 1], as: UTF8.self), &configuration) else { return nil }
    }
    self.init(configuration, databasePassword: String(decoding: fields[0], as: UTF8.self), keys: fields[1])
  }
}
