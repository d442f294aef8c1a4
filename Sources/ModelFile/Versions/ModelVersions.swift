import System

/// The model files of one directory: the served file of each model, such as `EASE.marquee`, and next to it a few older
/// versions for a roll-back, such as `EASE.marquee.20261123T101530Z-1a2b3c4d`.
///
/// At any moment a reader sees either the whole old file or the whole new one: a new file is written under another
/// name, synced, and renamed. A lock on the directory serialises its writers.
package struct ModelVersions: Sendable {
  package static let suffix = ".marquee"

  private let directory: String
  /// The number of older files kept for each model; at least 1.
  private let kept: Int
  /// Opens a new file for writing. Tests inject a full disk here.
  private let create: @Sendable (_ path: String) throws(SystemCallError) -> FileDescriptor

  package init(in directory: String, kept: Int = 3) {
    self.init(in: directory, kept: kept) { (path) throws(SystemCallError) in
      try FileDescriptor(path, .creating(permissions: 0o644))
    }
  }

  init(
    in directory: String, kept: Int,
    create: @escaping @Sendable (_ path: String) throws(SystemCallError) -> FileDescriptor
  ) {
    self.directory = directory
    self.kept = kept
    self.create = create
  }

  /// Creates the directory if it is missing, but not its parents.
  package func makeDirectory() throws(ModelFileError) {
    try system { () throws(SystemCallError) in try Directory.create(directory) }
  }

  /// The path of the served file of `model`.
  package func path(of model: String) -> String { "\(directory)/\(model)\(Self.suffix)" }

  /// Writes a new file and serves it. The file served before becomes an older version. On an error the served file
  /// stays unchanged, and nothing is left behind.
  /// - Parameter best: an older version to keep, however many newer ones there are; nil for none.
  /// - Returns: the new version.
  package func publish(
    _ contents: ModelFileContents, keeping best: String? = nil
  ) throws(ModelFileError) -> String {
    let encoder = try ModelFileEncoder(contents)
    let checksum = encoder.checksum()
    let lock = try lock()
    let temporary = temporaryPath(of: contents.model)
    // Only a killed writer can have left this: a living one would hold the lock.
    File.remove(temporary)
    let replaced: String?
    do throws(ModelFileError) {
      try write(encoder, checksum, to: temporary)
      replaced = try keepServed(contents.model)
      try rename(temporary, path(of: contents.model))
    } catch {
      File.remove(temporary)
      throw error
    }
    try sync(lock)
    prune(contents.model, sparing: Set([replaced, best].compactMap(\.self)))
    return ModelVersion.name(trainedAt: contents.trainedAt, checksum: checksum)
  }

  /// Replaces the served file without keeping it as an older version. Does nothing if the contents are the same.
  /// - Returns: false if another writer holds the lock of the directory; then nothing is done.
  package func replace(_ contents: ModelFileContents) throws(ModelFileError) -> Bool {
    let encoder = try ModelFileEncoder(contents)
    let checksum = encoder.checksum()
    let free = try system { () throws(SystemCallError) in
      try FileLock(ifFree: FileDescriptor(directory, .directory))
    }
    guard let lock = free else { return false }
    if let served = try? ModelFile.open(path(of: contents.model)), served.checksum == checksum { return true }
    let temporary = temporaryPath(of: contents.model)
    File.remove(temporary)
    do throws(ModelFileError) {
      try write(encoder, checksum, to: temporary)
      try rename(temporary, path(of: contents.model))
    } catch {
      File.remove(temporary)
      throw error
    }
    try sync(lock)
    return true
  }

  /// The older versions of `model`, newest first, without the served one.
  package func older(of model: String) throws(ModelFileError) -> [String] {
    let prefix = model + Self.suffix + "."
    let names = try system { () throws(SystemCallError) in try Directory.names(in: directory) }
    return names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      .filter(ModelVersion.isName).reversed()
  }

  /// Serves an older version again, and keeps the one served until now as an older version. Throws `unknownVersion`, or
  /// the fault of the older file.
  package func restore(_ version: String, of model: String) throws(ModelFileError) {
    let lock = try lock()
    guard try older(of: model).contains(version) else { throw .unknownVersion(model: model, version: version) }
    let olderPath = path(of: model) + "." + version
    _ = try ModelFile.open(olderPath)
    _ = try keepServed(model)
    try rename(olderPath, path(of: model))
    try sync(lock)
  }

  /// Waits while another writer holds the lock.
  private func lock() throws(ModelFileError) -> FileLock {
    try system { () throws(SystemCallError) in try FileLock(of: FileDescriptor(directory, .directory)) }
  }

  /// Makes the renames in the directory durable.
  private func sync(_ lock: borrowing FileLock) throws(ModelFileError) {
    do { try lock.sync() } catch { throw .system(error) }
  }

  private func temporaryPath(of model: String) -> String { "\(directory)/.\(model)\(Self.suffix).new" }

  private func write(
    _ encoder: ModelFileEncoder, _ checksum: UInt64, to path: String
  ) throws(ModelFileError) {
    try system { () throws(SystemCallError) in
      let file = try create(path)
      try encoder.write(checksum, to: file)
      try file.sync()
    }
  }

  /// Links the served file under its versioned name, and returns its version. A file that cannot be read is not kept.
  private func keepServed(_ model: String) throws(ModelFileError) -> String? {
    let served = path(of: model)
    guard let version = try? ModelFile.open(served).version else { return nil }
    let older = served + "." + version
    try system { () throws(SystemCallError) in try File.link(served, as: older) }
    return version
  }

  private func rename(_ old: String, _ new: String) throws(ModelFileError) {
    try system { () throws(SystemCallError) in try File.rename(old, to: new) }
  }

  /// Removes the oldest files beyond `kept`, except `spared`: the file served until now, which after a roll-back is old
  /// and known to be good, and the best one, with which later trainings are compared. A failure costs only space.
  private func prune(_ model: String, sparing spared: Set<String>) {
    guard let versions = try? older(of: model) else { return }
    let others = versions.filter { !spared.contains($0) }
    let room = max(0, kept - (versions.count - others.count))
    for version in others.dropFirst(room) { File.remove(path(of: model) + "." + version) }
  }
}
