/// Access to the histories that users bring from other sites.
///
/// A long import takes several transactions. Each adds only what is new: repeating an interrupted import completes it,
/// and repeating a complete one changes nothing.
package protocol ImportStore: AnyObject {
  /// Adds the interactions whose keys are new, except ratings of movies that the user has rated later. Also adds the
  /// movies that no import has put on the watchlist before. The movies must be in the catalogue. The file's questions
  /// are kept until they are answered.
  ///
  /// Throws `full`, before anything has been added, if there is no room for what is new.
  func add(_ new: NewImport, of session: SessionClaim, at time: Timestamp) throws(StoreError) -> ImportResult
  /// What `add` would add now.
  func news(of new: NewImport, _ session: SessionClaim, at time: Timestamp) throws(StoreError) -> ImportCounts
  /// Newest first.
  /// - Parameter rejected: called for each row with an impossible value, which is left out; if nil, such a row throws.
  func imports(of session: SessionClaim, rejected: ((String) -> Void)?) throws(StoreError) -> [ImportRecord]
  /// The questions that have not been answered, in the order of the file. Nil if the user has no such import.
  func openQuestions(
    of id: ImportID, of session: SessionClaim, limit: Int
  ) throws(StoreError) -> (record: ImportRecord, questions: [ImportQuestion])?
  /// The questions with these numbers, answered or not. Nil if the user has no such import.
  func questions(
    _ numbers: [Int], of id: ImportID, of session: SessionClaim
  ) throws(StoreError) -> (source: HistorySource, questions: [ImportQuestion])?
  /// Marks questions as answered, and adds what follows from the answers, as `add` does. A question that was answered
  /// before keeps its first answer. Nil if the user has no such import. Throws `full`.
  func answer(
    _ answers: [ImportAnswer], of id: ImportID, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> ImportCounts?
  /// Takes back what the import has added and the user has neither deleted nor changed since, and forgets the import.
  /// False if the user has no such import.
  func undo(_ id: ImportID, of session: SessionClaim) throws(StoreError) -> Bool
  /// All questions of one import for an export, in the order of the file, starting after the number `last`.
  /// - Parameter rejected: called for each row with an impossible value, which is left out.
  func questions(
    of id: ImportID, of user: UserID, after last: Int?, limit: Int, rejected: @escaping (String) -> Void
  ) throws(StoreError) -> (questions: [ImportQuestion], last: Int?)
}

package enum ImportResult: Equatable, Sendable {
  /// `added` is what this call has added.
  case added(ImportID, ImportCounts)
  /// The user already has `maximumImports`.
  case tooMany
}

/// Maximum number of imports per user.
package let maximumImports = 100

extension ImportStore {
  package func imports(of session: SessionClaim) throws(StoreError) -> [ImportRecord] {
    try imports(of: session, rejected: nil)
  }
}
