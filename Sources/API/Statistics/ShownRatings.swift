import Domain
import HTTP
import JSON

/// The ratings to show with each movie of an answer, if the client has asked for them with `include`.
struct ShownRatings {
  /// What `include` may name.
  enum Part: String, CaseIterable { case ratings }

  /// Nil if no ratings are shown.
  private let statistics: Statistics?

  static let none = ShownRatings(nil)

  private init(_ statistics: Statistics?) { self.statistics = statistics }

  /// Reads `include`.
  init(_ query: inout Query, _ services: Services) {
    let part: Part? = query.choice("include")
    self.init(part == nil ? nil : services.statistics)
  }

  /// Reads `include`, a list.
  init(_ body: inout Body, _ services: Services) {
    let elements = body.array("include") ?? []
    let parts = elements.compactMap { element -> Part? in
      if case .string(let name) = element { Part(rawValue: name) } else { nil }
    }
    if parts.count != elements.count { body.refuse("include", "must be a list of 'ratings'") }
    self.init(parts.isEmpty ? nil : services.statistics)
  }

  /// Writes `rating_average` and `rating_count`, unless no ratings are shown.
  func write(of movie: MovieID, to json: inout JSONWriter) { statistics?.writeRatings(of: movie, to: &json) }
}

extension Statistics {
  /// Writes `rating_average`, in stars, null without ratings, and `rating_count`.
  func writeRatings(of movie: MovieID, to json: inout JSONWriter) {
    let figures = self[movie]
    json.field("rating_average", figures?.meanRating)
    json.field("rating_count", figures?.ratings ?? 0)
  }
}
