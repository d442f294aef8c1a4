import Domain
import MariaDB

extension UserImports {
  package func imports(
    of session: SessionClaim, rejected: ((String) -> Void)?
  ) throws(StoreError) -> [ImportRecord] {
    let records = try connection.rows(
      for: session, ImportRow.columns, of: "imports FORCE INDEX (newest)", where: "user_id = \(session.user)",
      "ORDER BY id DESC"
    ) { try $0.possible(rejected) { try ImportRow($0) } }.compactMap(\.self)
    let open = try openQuestions(of: session.user)
    return records.map { $0.record(open: open[$0.id] ?? 0) }
  }

  /// How many open questions each import has.
  private func openQuestions(of user: UserID) throws(StoreError) -> [ImportID: Int] {
    let rows = try translated(
      try connection.rows(
        """
        SELECT import_id, COUNT(*) FROM import_questions FORCE INDEX (PRIMARY)
        WHERE user_id = \(user) AND answered_at IS NULL GROUP BY import_id
        """
      ) { try ($0.integer(0), $0.count(1)) })
    return Dictionary(uniqueKeysWithValues: rows)
  }

  package func openQuestions(
    of id: ImportID, of session: SessionClaim, limit: Int
  ) throws(StoreError) -> (record: ImportRecord, questions: [ImportQuestion])? {
    guard let row = try row(id, of: session) else { return nil }
    let questions = try translated(
      try connection.rows(
        """
        SELECT \(ImportQuestion.columns) FROM import_questions
        WHERE user_id = \(session.user) AND import_id = \(id) AND answered_at IS NULL ORDER BY number LIMIT \(limit)
        """
      ) { try ImportQuestion($0) })
    let isAll = questions.count < limit
    let open = isAll ? questions.count : try openQuestions(of: session.user)[id] ?? 0
    return (row.record(open: open), questions)
  }

  package func questions(
    _ numbers: [Int], of id: ImportID, of session: SessionClaim
  ) throws(StoreError) -> (source: HistorySource, questions: [ImportQuestion])? {
    guard let row = try row(id, of: session) else { return nil }
    guard !numbers.isEmpty else { return (row.source, []) }
    let list = SQL.list(numbers.map(Int64.init))
    let questions = try translated(
      try connection.rows(
        """
        SELECT \(ImportQuestion.columns) FROM import_questions
        WHERE user_id = \(session.user) AND import_id = \(id) AND number IN (\(list))
        """, isKept: false
      ) { try ImportQuestion($0) })
    return (row.source, questions)
  }

  package func questions(
    of id: ImportID, of user: UserID, after last: Int?, limit: Int, rejected: @escaping (String) -> Void
  ) throws(StoreError) -> (questions: [ImportQuestion], last: Int?) {
    let rows = try translated(
      try connection.rows(
        """
        SELECT \(ImportQuestion.columns) FROM import_questions
        WHERE user_id = \(user) AND import_id = \(id) AND number > \(last ?? 0) ORDER BY number LIMIT \(limit)
        """
      ) { row in (number: try row.count(0), question: try row.possible(rejected) { try ImportQuestion($0) }) })
    return (rows.compactMap(\.question), rows.count == limit ? rows.last?.number : nil)
  }

  private func row(_ id: ImportID, of session: SessionClaim) throws(StoreError) -> ImportRow? {
    try connection.rows(
      for: session, ImportRow.columns, of: "imports", where: "id = \(id) AND user_id = \(session.user)"
    ) { try ImportRow($0) }.first
  }
}

/// A row of `imports`.
private struct ImportRow {
  let id: ImportID
  let source: HistorySource
  private let createdAt: Timestamp
  private var added = ImportCounts()

  static let columns: SQL = "id, source, created_at, ratings, views, likes, watchlist"

  init(_ row: borrowing Row) throws(ImpossibleValue) {
    id = try row.integer(0)
    source = try row.enumeration(1)
    createdAt = try row.time(2)
    added.ratings = try row.count(3)
    added.views = try row.count(4)
    added.likes = try row.count(5)
    added.watchlist = try row.count(6)
  }

  func record(open: Int) -> ImportRecord {
    ImportRecord(id: id, source: source, createdAt: createdAt, added: added, open: open)
  }
}

extension ImportQuestion {
  fileprivate static let columns: SQL = "number, title, year, acts, candidates"

  fileprivate init(_ row: borrowing Row) throws(ImpossibleValue) {
    guard let acts = ImportActs.read(try row.text(3)) else { throw row.impossible(3, row.shown(3)) }
    self.init(
      number: try row.count(0), title: try row.text(1), year: try row.optionalInteger(2).map { Int($0) }, acts: acts,
      candidates: try row.text(4).split(separator: " ").compactMap { MovieID($0) })
  }
}

/// What a row of a file says, as text: `rate 9 1577836800000000 seen -`.
enum ImportActs {
  static func text(_ acts: [HistoryAct]) -> String {
    acts.map { act in
      let time = act.at.map { "\($0.microseconds)" } ?? "-"
      return switch act.kind {
      case .rate(let rating): "rate \(rating.halfStars) \(time)"
      case .watch: "watch \(time)"
      case .seen: "seen \(time)"
      case .like: "like \(time)"
      case .want: "want \(time)"
      }
    }.joined(separator: " ")
  }

  /// Nil if the text has another form.
  static func read(_ text: String) -> [HistoryAct]? {
    var words = text.split(separator: " ")[...]
    var acts: [HistoryAct] = []
    while let word = words.popFirst() {
      let kind: HistoryAct.Kind
      switch word {
      case "rate":
        guard let stars = words.popFirst().flatMap({ Double($0) }), let rating = Rating(stars: stars / 2) else {
          return nil
        }
        kind = .rate(rating)
      case "watch": kind = .watch
      case "seen": kind = .seen
      case "like": kind = .like
      case "want": kind = .want
      default: return nil
      }
      guard let time = words.popFirst() else { return nil }
      if time == "-" {
        acts.append(HistoryAct(kind, at: nil))
      } else {
        guard let at = Int64(time).flatMap({ Timestamp(checking: $0) }) else { return nil }
        acts.append(HistoryAct(kind, at: at))
      }
    }
    return acts
  }
}
