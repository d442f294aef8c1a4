import Domain
import ModelFile
import System

/// The statistics as a file. The movies are its items and the version is its fingerprint. Each figure of a movie is a
/// section of Int64. Figures of the whole site are hyperparameters: `users`, `recommends`, and `duration` and
/// `counted_at` in microseconds.
extension Statistics {
  static let fileName = "statistics"

  /// - Parameter counts: sorted by ascending id.
  static func fileContents(_ state: StatisticsState, _ counts: [MovieCounts]) -> ModelFileContents {
    let numbers = numbers(counts)
    return ModelFileContents(
      model: fileName, trainedAt: 0, fingerprint: UInt64(bitPattern: state.version),
      hyperparameters: [
        (name: "users", value: "\(state.users)"), (name: "duration", value: "\(state.duration.microseconds)"),
        (name: "counted_at", value: "\(state.countedAt?.microseconds ?? 0)"),
        (name: "recommends", value: "\(state.recommends)"),
      ],
      figures: [], items: counts.map(\.movie),
      sections: numbers.map { SectionContents($0.name, .int64($0.values)) }
        + [SectionContents(entropy, .int64(counts.map { Int64($0.ratingEntropy) }))])
  }

  convenience init(_ file: ModelFile) throws {
    guard file.model == Self.fileName else { throw KeptFileFault(description: "it does not hold statistics") }
    func number(_ name: String) throws -> Int64 {
      guard let text = file.hyperparameters.first(where: { $0.name == name })?.value, let number = Int64(text) else {
        throw KeptFileFault(description: "'\(name)' is missing")
      }
      return number
    }
    let columns = try Self.numbers([]).map { column in
      let section = try file.section(column.name, of: Int64.self)
      guard section.count == file.items.count else {
        throw KeptFileFault(description: "section '\(column.name)' does not have one number for each movie")
      }
      return section
    }
    // Files of earlier versions do not have it.
    let entropies = try file.hasSection(Self.entropy) ? file.section(Self.entropy, of: Int64.self) : nil
    guard entropies.map({ $0.count == file.items.count }) ?? true else {
      throw KeptFileFault(description: "section '\(Self.entropy)' does not have one number for each movie")
    }
    let counts = try (0..<file.items.count).map { position in
      let values = columns.map { Int($0[position]) }
      // The bound keeps their sums from overflowing.
      guard values.allSatisfy({ (0...1 << 40).contains($0) }) else {
        throw KeptFileFault(description: "movie \(file.items[position]) has an impossible number")
      }
      return MovieCounts(
        movie: file.items[position],
        interactions: KindCounts(views: values[0], selects: values[1], recommends: values[2], rates: values[3]),
        ratings: values[4], halfStars: values[5], ratingEntropy: entropies.map { Int(clamping: $0[position]) } ?? 0,
        users: values[6],
        recentUsers: RecentUsers(day: values[7], week: values[8], month: values[9]))
    }
    let countedAt = try number("counted_at")
    guard (0..<253_402_300_800_000_000).contains(countedAt) else {
      throw KeptFileFault(description: "'counted_at' is not in the years 1970–9999")
    }
    self.init(
      StatisticsState(
        version: Int64(bitPattern: file.fingerprint), countedAt: Timestamp(microseconds: countedAt),
        duration: .microseconds(try number("duration")), isOutdated: false, users: Int(try number("users")),
        readAt: Timestamp(microseconds: countedAt),
        // Files of earlier versions have it for each movie.
        recommends: (try? number("recommends")).flatMap { Int(exactly: $0) } ?? 0), counts)
  }

  private static let entropy = "rating_entropy"

  /// The names and values of the other sections, in the order in which `init` reads them.
  private static func numbers(_ counts: [MovieCounts]) -> [(name: String, values: [Int64])] {
    func column(_ name: String, _ number: (MovieCounts) -> Int) -> (name: String, values: [Int64]) {
      (name, counts.map { Int64(number($0)) })
    }
    return [
      column("views", \.interactions.views), column("selects", \.interactions.selects),
      column("recommends", \.interactions.recommends), column("rates", \.interactions.rates),
      column("ratings", \.ratings),
      column("half_stars", \.halfStars), column("users", \.users), column("users_of_day", \.recentUsers.day),
      column("users_of_week", \.recentUsers.week), column("users_of_month", \.recentUsers.month),
    ]
  }
}
