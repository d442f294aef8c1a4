import Domain
import HistoryFiles
import JSON

extension ImportPlan {
  /// The maximum number of rows in each list of an answer. The counts include all rows.
  private static let maximumShown = 1_000
  private static let maximumPreview = 100

  /// - Parameter news: what is not in the history yet, or was not before this import.
  func writeMembers(
    _ catalogue: Catalogue, found: NewImport, _ news: ImportCounts, added: ImportCounts?, to json: inout JSONWriter
  ) {
    json.field("source", source.rawValue)
    json.field("rows", rows)
    json.field("matched", matched.count)
    json.field("found") { found.counts.write(to: &$0) }
    json.field("new") { news.write(to: &$0) }
    json.field("added") { json in if let added { added.write(to: &json) } else { json.null() } }
    json.field("preview") { json in
      json.array { list in
        for match in matched.prefix(Self.maximumPreview) {
          list.object { json in
            match.entry.writeMembers(to: &json)
            json.field("movie") { json in json.object { catalogue.writeMembers(of: match.movie, to: &$0) } }
          }
        }
      }
    }
    json.field("ambiguous") { json in
      json.array { list in
        for question in found.questions.prefix(Self.maximumShown) { question.write(catalogue, to: &list) }
      }
    }
    json.field("ambiguous_count", questions.count)
    json.field("unmatched") { json in
      json.array { list in
        for row in unmatched.prefix(Self.maximumShown) {
          list.object { json in
            json.field("row", row.row)
            json.field("title", row.title)
            json.field("year", row.year)
            json.field("reason", row.reason)
          }
        }
      }
    }
    json.field("unmatched_count", unmatched.count)
  }
}

extension HistoryEntry {
  fileprivate func writeMembers(to json: inout JSONWriter) {
    json.field("row", row)
    json.field("title", titles.first)
    json.field("year", year)
    json.field("rating", acts.merged.rating?.stars)
  }
}

extension ImportQuestion {
  func write(_ catalogue: Catalogue, to json: inout JSONWriter) {
    json.object { json in
      json.field("row", number)
      json.field("title", title)
      json.field("year", year)
      json.field("rating", acts.rating?.stars)
      json.field("candidates") { json in
        json.array { list in
          for movie in candidates where catalogue.contains(movie) {
            list.object { catalogue.writeMembers(of: movie, to: &$0) }
          }
        }
      }
    }
  }
}

extension ImportQuestion {
  /// Writes everything that is stored, for an export.
  func writeAll(to json: inout JSONWriter) {
    json.object { json in
      json.field("row", number)
      json.field("title", title)
      json.field("year", year)
      json.field("acts") { json in
        json.array { list in
          for act in acts {
            list.object { json in
              json.field("kind", act.kind.name)
              json.field("at", act.at)
            }
          }
        }
      }
      json.field("rating", acts.rating?.stars)
      json.field("candidates") { json in json.array { list in candidates.forEach { list.integer($0) } } }
    }
  }
}

extension HistoryAct.Kind {
  fileprivate var name: String {
    switch self {
    case .rate: "rated"
    case .watch: "watched"
    case .seen: "seen"
    case .like: "liked"
    case .want: "wanted"
    }
  }
}

extension [HistoryAct] {
  /// The first rating.
  fileprivate var rating: Rating? {
    lazy.compactMap { act -> Rating? in if case .rate(let rating) = act.kind { rating } else { nil } }.first
  }
}

extension NewImport {
  /// What the import adds if none of it is stored yet.
  fileprivate var counts: ImportCounts {
    var counts = ImportCounts()
    for imported in interactions { counts.add(imported.interaction.kind) }
    counts.watchlist = wanted.count
    return counts
  }
}

extension ImportCounts {
  func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0) } }

  fileprivate func writeMembers(to json: inout JSONWriter) {
    json.field("ratings", ratings)
    json.field("views", views)
    json.field("likes", likes)
    json.field("watchlist", watchlist)
  }
}

extension ImportRecord {
  func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0) } }

  func writeMembers(to json: inout JSONWriter) {
    json.field("id", id)
    json.field("source", source.rawValue)
    json.field("created_at", createdAt)
    added.writeMembers(to: &json)
    json.field("open", open)
  }
}
