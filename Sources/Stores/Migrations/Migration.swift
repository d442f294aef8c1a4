import System

/// One numbered step of the schema, such as `0001_schema.sql`. There are no steps back.
package struct Migration: Equatable, Sendable {
  package let number: Int
  /// The file's name.
  package let name: String
  package let statements: [String]

  package init(number: Int, name: String, statements: [String]) {
    self.number = number
    self.name = name
    self.statements = statements
  }

  /// The migrations in `directory`, by number. Every `.sql` file there must be one, and no number may be missing.
  package static func all(in directory: String) throws(MigrationError) -> [Migration] {
    var migrations: [Migration] = []
    for name in try sqlFiles(in: directory) {
      let digits = name.prefix { $0.isASCII && $0.isNumber }
      guard digits.count == 4, let number = Int(digits), name.dropFirst(4).first == "_" else {
        throw .badName(file: name)
      }
      let text = try readText("\(directory)/\(name)")
      migrations.append(
        Migration(number: number, name: name, statements: StatementSplitter.statements(in: text)))
    }
    guard !migrations.isEmpty else { throw .none(directory: directory) }
    for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
      throw .outOfOrder(file: migration.name, expected: index + 1)
    }
    return migrations
  }

  private static func sqlFiles(in directory: String) throws(MigrationError) -> [String] {
    do throws(SystemCallError) {
      return try Directory.names(in: directory).filter { $0.hasSuffix(".sql") && !$0.hasPrefix(".") }
    } catch {
      throw .unreadable(error)
    }
  }

  private static func readText(_ path: String) throws(MigrationError) -> String {
    let bytes: [UInt8]
    do { bytes = try File.bytes(at: path) } catch { throw .unreadable(error) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
