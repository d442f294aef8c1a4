import Domain

/// The newest days of a movie that count. Nobody watches one as often.
private let mostDays = 1_000

extension Sequence<HistoryAct> {
  /// What counts of everything that files say about one movie: the newest rating (the last of several at the same
  /// time), each day on which it was watched, or, if there is none, that it has been watched, and the newest of the
  /// others.
  package var merged: [HistoryAct] {
    var rating: HistoryAct?
    var days: Set<HistoryAct> = []
    var newest: [HistoryAct.Kind: HistoryAct] = [:]
    for act in self {
      switch act.kind {
      case .rate: if !isOlder(act, rating) { rating = act }
      case .watch: days.insert(act)
      case .seen, .like, .want: if !isOlder(act, newest[act.kind]) { newest[act.kind] = act }
      }
    }
    let watched = days.isEmpty ? [newest[.seen]].compactMap(\.self) : days.sorted { isOlder($0, $1) }.suffix(mostDays)
    return [rating, newest[.like], newest[.want]].compactMap(\.self) + watched
  }

  /// A time that the file does not tell counts as older than any.
  private func isOlder(_ left: HistoryAct, _ right: HistoryAct?) -> Bool {
    guard let right, let time = right.at else { return false }
    return left.at.map { $0 < time } ?? true
  }
}
