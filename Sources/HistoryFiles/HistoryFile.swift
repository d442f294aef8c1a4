import Domain

/// What a user exported from another site, recognised by its contents.
///
/// Files come from strangers. Time and memory are bounded by the limits below, whatever a file contains.
package struct HistoryFile: Equatable, Sendable {
  package let source: HistorySource
  /// One for each movie that the file names, in the order of their first rows.
  package let entries: [HistoryEntry]
  package let rejected: [RejectedRow]
  /// How many rows were read.
  package let rows: Int

  package static let maximumBytes = 5 << 20
  /// Of all files of an archive together, decompressed.
  package static let maximumUnpackedBytes = 24 << 20
  /// Of all files together. Somebody who has logged a film a day for thirty years has four files of 11,000.
  package static let maximumRows = 50_000

  /// - Parameters:
  ///   - name: the file's name, which decides between lists of Letterboxd that look alike.
  ///   - list: what such a list is, if the sender says so.
  ///   - now: times more than a day after it are rejected.
  package static func read(
    _ bytes: ArraySlice<UInt8>, name: String, list: LetterboxdList? = nil, at now: Timestamp
  ) throws(HistoryFileError) -> HistoryFile {
    var intake = RowIntake(now: now)
    let source: HistorySource
    if ZipArchive.isZip(bytes) {
      source = try readArchive(bytes, list, into: &intake)
    } else {
      source = try readSingle(Array(bytes), name, list, into: &intake)
    }
    return HistoryFile(source: source, entries: intake.entries, rejected: intake.rejected, rows: intake.rows)
  }

  private static func readSingle(
    _ bytes: [UInt8], _ name: String, _ list: LetterboxdList?, into intake: inout RowIntake
  ) throws(HistoryFileError) -> HistorySource {
    guard bytes.contains(where: { !isSpace($0) }) else { throw .empty }
    guard let layout = try HistoryLayout.recognise(bytes[...]) else { throw .unknownLayout }
    if layout == .letterboxdList {
      guard let list = list ?? LetterboxdList(path: name) else { throw .unnamedList }
      try layout.read(bytes, list, into: &intake)
    } else {
      try layout.read(bytes, nil, into: &intake)
    }
    return layout.source
  }

  /// Reads the members that are known, in an order in which a later one decides between contradictions on the same day.
  private static func readArchive(
    _ bytes: ArraySlice<UInt8>, _ list: LetterboxdList?, into intake: inout RowIntake
  ) throws(HistoryFileError) -> HistorySource {
    let archive = try ZipArchive(bytes)
    var known: [(member: ZipArchive.Member, layout: HistoryLayout, list: LetterboxdList?)] = []
    for member in archive.members where !LetterboxdList.isDeleted(path: member.name) {
      guard let layout = try? HistoryLayout.recognise(archive.beginning(of: member, limit: 4_096)[...]) else {
        continue
      }
      let list = layout == .letterboxdList ? LetterboxdList(path: member.name) ?? list : nil
      // A list that says nothing about the user, such as a list of friends' favourites.
      if layout == .letterboxdList, list == nil { continue }
      known.append((member, layout, list))
    }
    guard let source = known.first?.layout.source, known.allSatisfy({ $0.layout.source == source }) else {
      throw .unknownLayout
    }
    var room = maximumUnpackedBytes
    let order = known.indices.sorted { (known[$0].layout.precedence, $0) < (known[$1].layout.precedence, $1) }
    for index in order {
      let (member, layout, list) = known[index]
      let contents = try archive.contents(of: member, limit: room)
      room -= contents.count
      do throws(HistoryFileError) {
        try layout.read(contents, list, into: &intake)
      } catch .unknownLayout where known.count > 1 {
        // JSON of another kind, such as a profile.
        continue
      }
    }
    return source
  }
}

func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
