import Domain
import ModelFile

/// The statistics as a file: the films are the items, the version is the fingerprint, and each number of a film is a
/// section of Int64. What is counted once is a hyperparameter: `users`, `duration` and `counted_at`, in microseconds.
extension Statistics {
  static let fileName = "statistics"

  /// - Parameter counts: by ascending id.
  static func fileContents(_ state: StatisticsState, _ counts: [MovieCounts]) -> ModelFileContents {
    let numbers = numbers(counts)
    return ModelFileContents(
      model: fileName, trainedAt: 0, fingerprint: UInt64(bitPattern: state.version),
      hyperparameters: [
        (name: "users", value: "\(state.users)"), (name: "duration", value: "\(state.duration)"),
        (name: "counted_at", value: "\(state.countedAt?.microseconds ?? 0)"),
      ],
      figures: [], items: counts.map(\.movie),
      sections: numbers.map { SectionContents($0.name, .int64($0.values)) })
  }

  convenience init(_ file: ModelFile) throws {
    guard file.model == Self.fileName else { throw KeptFileFault(description: "it is not of statistics") }
    func number(_ name: String) throws -> Int64 {
      guard let text = file.hyperparameters.first(where: { $0.name == name })?.value, let number = Int64(text) else {
        throw KeptFileFault(description: "'\(name)' is missing")
      }
      return number
    }
    let columns = try Self.numbers([]).map { column in
      let section = try file.section(column.name, of: Int64.self)
      guard section.count == file.items.count else {
        throw KeptFileFault(description: "section '\(column.name)' has not one number a film")
      }
      return section
    }
    let counts = try (0..<file.items.count).map { position in
      let values = columns.map { Int($0[position]) }
      // What they add up to must be a number, too.
      guard values.allSatisfy({ (0...1 << 40).contains($0) }) else {
        throw KeptFileFault(description: "the film \(file.items[position]) has a number that cannot be")
      }
      return MovieCounts(
        movie: file.items[position],
        events: EventCounts(views: values[0], selects: values[1], recommends: values[2], rates: values[3]),
        ratings: values[4], halfStars: values[5], users: values[6],
        recentUsers: RecentUsers(day: values[7], week: values[8], month: values[9]))
    }
    let countedAt = try number("counted_at")
    guard (0..<253_402_300_800_000_000).contains(countedAt) else {
      throw KeptFileFault(description: "'counted_at' is not in the years 1970–9999")
    }
    self.init(
      StatisticsState(
        version: Int64(bitPattern: file.fingerprint), countedAt: Timestamp(microseconds: countedAt),
        duration: try number("duration"), isOutdated: false, users: Int(try number("users")),
        readAt: Timestamp(microseconds: countedAt)), counts)
  }

  /// The sections, in the order in which they are read.
  private static func numbers(_ counts: [MovieCounts]) -> [(name: String, values: [Int64])] {
    func column(_ name: String, _ number: (MovieCounts) -> Int) -> (name: String, values: [Int64]) {
      (name, counts.map { Int64(number($0)) })
    }
    return [
      column("views", \.events.views), column("selects", \.events.selects),
      column("recommends", \.events.recommends), column("rates", \.events.rates), column("ratings", \.ratings),
      column("half_stars", \.halfStars), column("users", \.users), column("users_of_day", \.recentUsers.day),
      column("users_of_week", \.recentUsers.week), column("users_of_month", \.recentUsers.month),
    ]
  }
}
