import Credentials
import Domain
import HistoryFiles

/// What becomes of each row of a file: it means one movie of the catalogue, may mean any of several, or means none.
struct ImportPlan {
  struct Match {
    let entry: HistoryEntry
    let movie: MovieID
  }

  struct Question {
    let entry: HistoryEntry
    let candidates: [MovieID]
  }

  struct Unmatched {
    let row: Int
    let title: String?
    let year: Int?
    /// A code for programs.
    let reason: String
  }

  let source: HistorySource
  let rows: Int
  private(set) var matched: [Match] = []
  private(set) var questions: [Question] = []
  private(set) var unmatched: [Unmatched] = []

  /// More than any user would answer.
  static let maximumQuestions = 5_000
  private static let maximumCandidates = 5

  init(_ file: HistoryFile, _ catalogue: Catalogue) {
    source = file.source
    rows = file.rows
    let matcher = catalogue.matcher
    for entry in file.entries {
      switch matcher.match(entry.titles, year: entry.year, ids: entry.ids) {
      case .matched(let position): matched.append(Match(entry: entry, movie: catalogue.movies[position].id))
      case .candidates(let positions) where questions.count < Self.maximumQuestions:
        let movies = positions.prefix(Self.maximumCandidates).map { catalogue.movies[$0].id }
        questions.append(Question(entry: entry, candidates: movies))
      case .candidates: unmatched.append(Unmatched(entry, "too_many_questions"))
      case .unknown: unmatched.append(Unmatched(entry, "not_found"))
      }
    }
    unmatched += file.rejected.map {
      Unmatched(row: $0.row, title: $0.title, year: nil, reason: $0.reason.rawValue)
    }
    unmatched.sort { $0.row < $1.row }
  }

  /// - Parameter fileHash: SHA-256 of the file.
  func newImport(fileHash: [UInt8]) -> NewImport {
    var new = NewImport(source: source, fileHash: fileHash)
    // Several titles may name the same movie.
    var order: [MovieID] = []
    var acts: [MovieID: [HistoryAct]] = [:]
    for match in matched {
      if acts[match.movie] == nil { order.append(match.movie) }
      acts[match.movie, default: []] += match.entry.acts
    }
    for movie in order {
      let (interactions, wanted) = source.consequences(of: acts[movie] ?? [], for: movie)
      new.interactions += interactions
      new.wanted += wanted
    }
    new.questions = questions.map { question in
      ImportQuestion(
        number: question.entry.row, title: question.entry.titles.first ?? "", year: question.entry.year,
        acts: Array(question.entry.acts.merged), candidates: question.candidates)
    }
    return new
  }
}

extension ImportPlan.Unmatched {
  fileprivate init(_ entry: HistoryEntry, _ reason: String) {
    self.init(row: entry.row, title: entry.titles.first, year: entry.year, reason: reason)
  }
}

extension HistorySource {
  /// What to save of everything that a file says about a movie.
  func consequences(
    of acts: [HistoryAct], for movie: MovieID
  ) -> (interactions: [ImportedInteraction], wanted: [WantedMovie]) {
    let acts = acts.merged
    let wanted = acts.filter { $0.kind == .want }.map { WantedMovie(movie: movie, at: $0.at) }
    return (acts.compactMap { interaction($0, with: movie) }, wanted)
  }

  private func interaction(_ act: HistoryAct, with movie: MovieID) -> ImportedInteraction? {
    switch act.kind {
    case .rate(let rating): imported(movie, .rate, rating, at: act.at)
    case .watch, .seen: imported(movie, .view, nil, at: act.at)
    case .like: imported(movie, .select, nil, at: act.at)
    case .want: nil
    }
  }

  private func imported(
    _ movie: MovieID, _ kind: InteractionKind, _ rating: Rating?, at time: Timestamp?
  ) -> ImportedInteraction? {
    let name = [
      "marquee import", rawValue, kind.rawValue, "\(movie)", time.map { "\($0.microseconds)" } ?? "-",
      rating.map { "\($0.halfStars)" } ?? "-",
    ].joined(separator: " ")
    return UUID(hashOf: name).flatMap { ImportedInteraction(movie, kind, rating, at: time, key: $0) }
  }
}

extension UUID {
  /// A version 8 UUID (RFC 9562 §5.8) of the first bits of the SHA-256 of `name`.
  fileprivate init?(hashOf name: String) {
    var bytes = Array(sha256(Array(name.utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    self.init(bytes: bytes)
  }
}
