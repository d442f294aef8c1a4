import ArgumentParser
import Configuration
import Domain
import JSON
import MariaDB
import Stores

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Show what was recommended, and what users did with it.",
    discussion: """
      Counts the movies that were shown in lists: to users, and to visitors without an account. Of those shown to \
      users it counts those that they opened ('view'), picked ('select') and rated from the list, and gives the rate \
      with its 95 % interval (Wilson), which takes each movie of a list for independent of the others. A reaction \
      counts for the day of its list. The pool counts once a minute; the last two minutes may be missing. Also shows \
      which share of the catalogue was shown, and the Gini coefficient: 0 if all movies were shown equally often.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(help: "The first day (UTC), as 2026-11-26. Default: six days before the last one.", transform: day)
  var from: CalendarDate?

  @Option(help: "The last day (UTC). Default: today.", transform: day)
  var to: CalendarDate?

  @Option(
    help: "What to group by, separated by commas: model, version, source, place (0 is the best), day.",
    transform: Self.facets)
  var by: [PlaceFigures.Facet] = [.model, .version, .source]

  @Flag(help: "Show how often each movie of the catalogue was shown instead.")
  var movies = false

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  @Flag(help: "Print CSV, for spreadsheets.")
  var csv = false

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other.") }
    if let from, from > last { throw ValidationError("--from must not be after --to.") }
  }

  private var last: CalendarDate { to ?? Timestamp.now().date }
  private var first: CalendarDate { from ?? (Timestamp(last) - .seconds(6 * 86_400)).date }

  func run() throws {
    try reportingFailure {
      let figures = try Configuration.load(file: options.config).figures()
      let report = UseReport(
        first: first, last: last, facets: by, lines: try figures.figures(from: first, to: last).grouped(by: by),
        exposure: try figures.exposure(from: first, to: last))
      if json {
        print(report.json(withMovies: movies))
      } else if csv {
        print(commaSeparated(movies ? report.movieRows : report.exactRows))
      } else {
        print(report.text(withMovies: movies))
      }
    }
  }

  private static func day(_ text: String) throws -> CalendarDate {
    guard let day = CalendarDate(iso: text) else { throw ValidationError("'\(text)' is not a day such as 2026-11-26.") }
    return day
  }

  private static func facets(_ text: String) throws -> [PlaceFigures.Facet] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let facet = PlaceFigures.Facet(rawValue: String(name)) else {
        let names = PlaceFigures.Facet.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--by takes \(names), not '\(name)'.")
      }
      return facet
    }
  }
}

extension Configuration {
  /// The figures, on a connection of their own that may wait for a long period to be read.
  func figures() throws -> FiguresTables {
    FiguresTables(Connection(Address(reading: self, password: try databasePassword()).waiting(atMost: .seconds(600))))
  }
}
