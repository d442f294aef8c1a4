import System

/// The files of models that have learned since their training, beside nothing else in a directory of their own: for
/// example `EASE.marquee.20261123T101530Z-1a2b3c4d` goes on from that version of the served file.
///
/// A reader sees either the whole old file or the whole new one, as with `ModelVersions`. Nothing is synced: what is
/// lost can be learned again.
package struct LearnedFiles: Sendable {
  private let directory: String

  package init(in directory: String) { self.directory = directory }

  /// Creates the directory if it is missing, but not its parents.
  package func makeDirectory() throws(ModelFileError) {
    do { try Directory.create(directory) } catch { throw .system(error) }
  }

  /// A lock on the directory, for as long as it is kept; nil if another process has it.
  package func lock() throws(ModelFileError) -> FileLock? {
    do { return try FileLock(ifFree: FileDescriptor(directory, .directory)) } catch { throw .system(error) }
  }

  /// - Parameter version: that of the served file.
  package func path(of model: String, since version: String) -> String {
    "\(directory)/\(model)\(ModelVersions.suffix).\(version)"
  }

  package func publish(_ contents: ModelFileContents, since version: String) throws(ModelFileError) {
    let encoder = try ModelFileEncoder(contents)
    let temporary = "\(directory)/.\(contents.model)\(ModelVersions.suffix).new"
    do throws(SystemCallError) {
      try encoder.write(encoder.checksum(), to: FileDescriptor(temporary, .creating(permissions: 0o644)))
      try File.rename(temporary, to: path(of: contents.model, since: version))
    } catch {
      File.remove(temporary)
      throw .system(error)
    }
  }

  /// Removes every file except those that go on from these versions. A failure costs only space.
  package func remove(except kept: [(model: String, version: String)]) {
    let names = Set(kept.map { path(of: $0.model, since: $0.version) })
    for name in (try? Directory.names(in: directory)) ?? [] where !names.contains("\(directory)/\(name)") {
      if name.contains(ModelVersions.suffix) { File.remove("\(directory)/\(name)") }
    }
  }
}
