import Domain
import JSON

/// What `marquee-ctl report` shows.
struct UseReport {
  let first: CalendarDate
  let last: CalendarDate
  let facets: [PlaceFigures.Facet]
  let lines: [(values: [String], figures: Figures)]
  let exposure: Exposure

  func text(withMovies: Bool) -> String {
    let rows =
      [facets.map { $0.rawValue.uppercased() } + ["ANONYMOUS", "SHOWN", "OPENED", "PICKED", "RATED"]]
      + lines.map { values, figures in
        values + ["\(figures.anonymous)", "\(figures.shown)"]
          + Figures.Reaction.allCases.map { reaction in
            guard let rate = figures.rate(of: reaction) else { return "-" }
            return "\(figures[reaction])  \(percent(rate.value, from: rate.low, to: rate.high))"
          }
      }
    return """
      recommended from \(first.iso) to \(last.iso) (UTC)
      \(table(withMovies ? movieRows : rows))
      \(exposureText)
      """
  }

  private var exposureText: String {
    let (shown, all) = (exposure.everShown, exposure.movies.count)
    let share = all > 0 ? " (\(percent(Double(shown) / Double(all))))" : ""
    return "\(shown) of \(all) movies were shown\(share)"
      + (exposure.gini.map { ", Gini coefficient \(($0 * 1_000).rounded() / 1_000)" } ?? "")
  }

  /// How often each movie was shown.
  var movieRows: [[String]] {
    [["id", "title", "anonymous", "shown"]]
      + exposure.movies.map { ["\($0.id)", $0.title, "\($0.anonymous)", "\($0.shown)"] }
  }

  /// The rates with all their digits.
  var exactRows: [[String]] {
    let reactions = Figures.Reaction.allCases
    let headings = reactions.map(\.rawValue).flatMap { [$0, "\($0)_rate", "\($0)_low", "\($0)_high"] }
    return [facets.map(\.rawValue) + ["anonymous", "shown"] + headings]
      + lines.map { values, figures in
        values + ["\(figures.anonymous)", "\(figures.shown)"]
          + reactions.flatMap { reaction in
            let rate = figures.rate(of: reaction)
            return ["\(figures[reaction])"] + [rate?.value, rate?.low, rate?.high].map { $0.map { "\($0)" } ?? "" }
          }
      }
  }

  func json(withMovies: Bool) -> String {
    let object = JSONWriter.object { json in
      json.field("from", first.iso)
      json.field("to", last.iso)
      json.field("recommended") { json in
        json.array { list in for (values, figures) in lines { write(values, figures, to: &list) } }
      }
      json.field("exposure") { json in
        json.object { json in
          json.field("movies_shown", exposure.everShown)
          json.field("movies", exposure.movies.count)
          json.field("gini", exposure.gini)
          if withMovies {
            json.field("by_movie") { $0.array { list in exposure.movies.forEach { $0.write(to: &list) } } }
          }
        }
      }
    }
    return String(decoding: object, as: UTF8.self)
  }

  private func write(_ values: [String], _ figures: Figures, to list: inout JSONWriter) {
    list.object { json in
      for (facet, value) in zip(facets, values) { json.field(named: facet.rawValue, value) }
      json.field("anonymous", figures.anonymous)
      json.field("shown", figures.shown)
      for reaction in Figures.Reaction.allCases {
        json.field(named: reaction.rawValue) { json in
          json.object { json in
            json.field("count", figures[reaction])
            guard let rate = figures.rate(of: reaction) else { return }
            json.field("rate", rate.value)
            json.field("low", rate.low)
            json.field("high", rate.high)
          }
        }
      }
    }
  }
}

extension Exposure.Movie {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("title", title)
      json.field("anonymous", anonymous)
      json.field("shown", shown)
    }
  }
}
