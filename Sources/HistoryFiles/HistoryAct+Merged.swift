import Domain

/// How many of the newest days count for one movie. Nobody watches a movie more often.
private let mostDays = 1_000

extension Sequence<HistoryAct> {
  /// What counts of everything that files say about one movie. Of the ratings, the newest counts, the last of several
  /// at the same time. Each day on which the movie was watched counts; if there is none, the fact that it was watched
  /// does. Of each other kind, the newest counts.
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

  /// A missing time counts as older than any other.
  private func isOlder(_ left: HistoryAct, _ right: HistoryAct?) -> Bool {
    guard let right, let time = right.at else { return false }
    return left.at.map { $0 < time } ?? true
  }
}
