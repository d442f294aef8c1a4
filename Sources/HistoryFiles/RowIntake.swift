import Domain

/// Collects rows: those of one movie become one entry.
struct RowIntake {
  private(set) var entries: [HistoryEntry] = []
  private(set) var rejected: [RejectedRow] = []
  private(set) var rows = 0
  private var positions: [Key: Int] = [:]
  /// A day after now, because dates without a zone may be up to a day ahead.
  private let latest: Timestamp

  private struct Key: Hashable {
    let titles: [String]
    let year: Int?
    let ids: ExternalIDs
  }

  init(now: Timestamp) { latest = now + 86_400 }

  /// Begins the next row. Throws `tooManyRows`.
  mutating func nextRow() throws(HistoryFileError) {
    guard rows < HistoryFile.maximumRows else { throw .tooManyRows(limit: HistoryFile.maximumRows) }
    rows += 1
  }

  mutating func reject(_ reason: RejectedRow.Reason, title: String? = nil) {
    let shown = title.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(Self.shownTitle))) }
    rejected.append(RejectedRow(row: rows, title: shown?.isEmpty == true ? nil : shown, reason: reason))
  }

  /// Adds the current row.
  mutating func add(_ movie: NamedMovie) {
    var seen: Set<String> = []
    let titles = movie.titles.filter { !$0.isEmpty && seen.insert($0).inserted }
    guard titles.allSatisfy({ $0.utf8.count <= Self.maximumTitle }) else { return reject(.malformed) }
    guard !titles.isEmpty || movie.ids != .none else { return reject(.noTitle) }
    guard movie.acts.allSatisfy({ $0.at.map { $0 <= latest } ?? true }) else {
      return reject(.futureDate, title: titles.first)
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
