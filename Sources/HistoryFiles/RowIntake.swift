import Domain
import RatingFiles

/// Collects rows and merges those of one movie into one entry.
struct RowIntake {
  private(set) var entries: [HistoryEntry] = []
  private(set) var rejected: [RejectedRow] = []
  private(set) var rows = 0
  private var malformed = 0
  private var positions: [Key: Int] = [:]
  /// A day after now, because dates without a zone may be up to a day ahead.
  private let latest: Timestamp

  private struct Key: Hashable {
    let titles: [String]
    let year: Int?
    let ids: ExternalIDs
  }

  init(now: Timestamp) { latest = now + .seconds(86_400) }

  /// Begins the next row. Throws `tooManyRows`.
  mutating func nextRow() throws(HistoryFileError) {
    guard rows < HistoryFile.maximumRows else { throw .tooManyRows(limit: HistoryFile.maximumRows) }
    rows += 1
  }

  /// Rejects the current row because it cannot be read at all. Throws `tooManyMalformedRows`, because a file full of
  /// them is no export, and each may take as long to read as the longest record.
  mutating func rejectMalformed() throws(HistoryFileError) {
    malformed += 1
    guard malformed <= Self.maximumMalformedRows else {
      throw .tooManyMalformedRows(limit: Self.maximumMalformedRows)
    }
    reject(.malformed)
  }

  /// - Parameter title: as the file writes it.
  mutating func reject(_ reason: RejectedRow.Reason, title: some Collection<UInt8> = []) {
    let shown = Excerpt.text(FieldValue.trimmed(Array(title)[...]), limit: Self.shownTitle)
    rejected.append(RejectedRow(row: rows, title: shown.isEmpty ? nil : shown, reason: reason))
  }

  /// Adds the current row.
  mutating func add(_ movie: NamedMovie) {
    var seen: Set<String> = []
    let titles = movie.titles.filter { !$0.isEmpty && seen.insert($0).inserted }
    guard titles.allSatisfy({ $0.utf8.count <= Self.maximumTitle }) else {
      return reject(.titleTooLong, title: (titles.first ?? "").utf8)
    }
    guard !titles.isEmpty || movie.ids != .none else { return reject(.noTitle) }
    guard movie.acts.allSatisfy({ $0.at.map { $0 <= latest } ?? true }) else {
      return reject(.futureDate, title: (titles.first ?? "").utf8)
    }
    let key = Key(titles: titles, year: movie.year, ids: movie.ids)
    if let position = positions[key] {
      entries[position].acts += movie.acts
    } else {
      positions[key] = entries.count
      entries.append(HistoryEntry(row: rows, titles: titles, year: movie.year, ids: movie.ids, acts: movie.acts))
    }
  }

  /// Bytes. Comparing texts takes time quadratic in the length of a run of combining marks.
  static let maximumTitle = 600
  /// Code points.
  private static let shownTitle = 200
  private static let maximumMalformedRows = 1_000
}

/// What a row says.
struct NamedMovie {
  /// The first is the one to show; empty texts and repeats do not count.
  var titles: [String]
  var year: Int?
  var ids = ExternalIDs.none
  var acts: [HistoryAct]
}

/// Why a row is rejected.
struct RowFault: Error {
  let reason: RejectedRow.Reason
}
