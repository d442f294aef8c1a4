import HTTP

/// Shapes that more than one endpoint has.
extension Schema {
  static let error = named(
    "Error",
    .object([
      .required("error", .string(pattern: "^[A-Z_]+$"), "The code: what a program goes by."),
      .required("message", .string(), "A sentence for a person."),
      .optional("details", .string(), "Which field, or where."),
      .optional(
        "errors",
        .list(
          .object([
            .required("index", .integer(0...999), "Of the element, from 0."),
            .required("field", .nullable(.string())),
            .required("code", .choice(ErrorCode.allCases.map(\.rawValue))),
            .required("message", .string()),
          ])), "All the faults, where a list has several."),
    ]))

  static let id = integer()
  static let time = string(format: "date-time")
  static let token = string(pattern: "^[A-Za-z0-9_.-]+$")
  static let stars = integer(1...5)

  static let user = named(
    "User",
    .object([
      .required("id", id), .required("username", string()), .required("email", string()),
      .required("age", nullable(integer(0...130))), .required("gender", nullable(string())),
      .required("created_at", time),
    ]))

  static let movie = named("Movie", .object(movieFields))

  static let scoredMovie = named(
    "ScoredMovie", .object(movieFields + [.required("score", number(), "Comparable within one answer only.")]))

  static let movieFields: [Field] = [
    .required("id", id),
    .required("title", string()),
    .required("genre", string(), "All its genres, with `, ` between; empty for none."),
    .required("date", nullable(string(format: "date")), "When it came out, as far as known."),
  ]

  static let interaction = named("Interaction", .object(interactionFields))

  static let interactionFields: [Field] = [
    .required("id", id), .required("user_id", id), .required("movie_id", id),
    .required("interaction_type", interactionType),
    .required("rating", nullable(number(0.5...5)), "Stars, with the type `rate` only."),
    .required("created_at", time),
  ]

  static let recordedRecommendation = named(
    "RecordedRecommendation",
    .object([
      .required("recommendation_id", string(format: "uuid")), .required("model", string()),
      .required("model_version", string()), .required("source", choice(["context", "history", "popular"])),
      .required("created_at", time), .required("result", list(movie)),
    ]))

  static let interactionType = choice(["view", "select", "recommend", "rate"])
}

extension Schema.Field {
  /// Of a list that is read a page at a time.
  static let nextCursor = required(
    "next_cursor", .nullable(.string()), "The `cursor` of the next page; null on the last.")
}
