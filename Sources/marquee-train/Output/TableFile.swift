import System

/// A table in a file, for spreadsheets and programs: a header, then rows. The fields are separated by tabs if the name
/// of the file ends in `.tsv`, and otherwise by commas.
///
/// Rows are written while they come, because all of them together may not fit in memory.
final class TableFile {
  private let file: FileDescriptor
  private let separator: String
  private var buffer: [UInt8] = []
  /// The first failure. It is reported at the end, because those who add rows cannot do anything about it.
  private var failure: SystemCallError?

  /// Creates the file, or empties it. Throws `WriteFailure`.
  init(_ path: String, columns: [String]) throws(WriteFailure) {
    do { file = try FileDescriptor(path, .replacing(permissions: 0o644)) } catch {
      throw WriteFailure(path: path, cause: error)
    }
    separator = path.hasSuffix(".tsv") ? "\t" : ","
    add(columns)
  }

  /// - Parameter fields: numbers and names without separators or quotation marks.
  func add(_ fields: [String]) {
    buffer += (fields.joined(separator: separator) + "\n").utf8
    if buffer.count >= 65_536 { write() }
  }

  /// Writes what is left. Throws `WriteFailure` if any row could not be written.
  func finish() throws(WriteFailure) {
    write()
    if let failure { throw WriteFailure(path: file.path, cause: failure) }
  }

  private func write() {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard failure == nil else { return }
    do { try file.write(buffer) } catch { failure = error }
  }
}
