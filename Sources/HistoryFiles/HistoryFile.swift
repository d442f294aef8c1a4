import Domain
import RatingFiles

/// What a user exported from another site, recognised by its contents.
///
/// Files come from strangers. Time and memory are bounded by the limits below, whatever a file contains.
package struct HistoryFile: Equatable, Sendable {
  package let source: HistorySource
  /// The kind of list that the file was read as, according to the sender or else to its name; nil if it is not a list.
  /// For an archive, what the sender says.
  package let list: HistoryList?
  /// One for each movie that the file names, in the order of their first rows.
  package let entries: [HistoryEntry]
  package let rejected: [RejectedRow]
  /// How many rows were read.
  package let rows: Int

  package static let maximumBytes = 5 << 20
  /// For all files of an archive together, decompressed.
  package static let maximumUnpackedBytes = 24 << 20
  /// For all files together. Somebody who has logged a film a day for thirty years has four files of 11,000 rows.
  package static let maximumRows = 50_000

  /// - Parameters:
  ///   - name: the file's name, which decides between lists that look alike.
  ///   - list: the kind of such a list, if the sender says so.
  ///   - now: times more than a day after it are rejected.
  package static func read(
    _ bytes: ArraySlice<UInt8>, name: String, list: HistoryList? = nil, at now: Timestamp
  ) throws(HistoryFileError) -> HistoryFile {
    var intake = RowIntake(now: now)
    let (source, list) =
      if ZipArchive.isZip(bytes) {
        (try readArchive(bytes, list, into: &intake), list)
      } else {
        try readSingle(Array(bytes), name, list, into: &intake)
      }
    return HistoryFile(
      source: source, list: list, entries: intake.entries, rejected: intake.rejected, rows: intake.rows)
  }

  private static func readSingle(
    _ bytes: [UInt8], _ name: String, _ list: HistoryList?, into intake: inout RowIntake
  ) throws(HistoryFileError) -> (HistorySource, HistoryList?) {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    guard text.contains(where: { !isSpace($0) }) else { throw .empty }
    guard let layout = try HistoryLayout.recognise(bytes[...]) else {
      throw .unknownLayout(found: UnknownFile.description(of: bytes))
    }
    return (layout.source, try layout.read(bytes, list ?? layout.list(named: name), into: &intake))
  }

  /// Reads the members whose layouts are known. If two contradict each other about the same day, the later one counts
  /// (see `precedence`).
  private static func readArchive(
    _ bytes: ArraySlice<UInt8>, _ list: HistoryList?, into intake: inout RowIntake
  ) throws(HistoryFileError) -> HistorySource {
    let archive = try ZipArchive(bytes)
    var known: [(member: ZipArchive.Member, layout: HistoryLayout)] = []
    for member in archive.members where !HistoryList.isDeleted(path: member.name) {
      do throws(HistoryFileError) {
        let layout = try HistoryLayout.recognise(archive.beginning(of: member, limit: 4_096)[...])
        if let layout { known.append((member, layout)) }
      } catch {
        // A picture or an archive may be skipped, but a table in another encoding would be missed.
        if case .notPlainText(let format) = error, format.isEncoding { throw error }
      }
    }
    var source: HistorySource?
    var hasUnnamed = false
    var room = maximumUnpackedBytes
    let order = known.indices.sorted { (known[$0].layout.precedence, $0) < (known[$1].layout.precedence, $1) }
    for (member, layout) in order.map({ known[$0] }) {
      let contents = try archive.contents(of: member, limit: room)
      room -= contents.count
      do throws(HistoryFileError) {
        _ = try layout.read(contents, layout.list(named: member.name) ?? list, into: &intake)
        guard source ?? layout.source == layout.source else { throw HistoryFileError.severalSites }
        source = layout.source
      } catch .unnamedList {
        // One of the user's own lists, which says nothing about what was watched or is wanted.
        hasUnnamed = true
      } catch .unknownLayout {
        // JSON of another kind, such as a profile.
      }
    }
    guard let source else {
      throw hasUnnamed ? .unnamedList : .unknownLayout(found: UnknownFile.description(of: archive))
    }
    return source
  }
}

func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
