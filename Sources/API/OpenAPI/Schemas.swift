import Domain
import HTTP

/// Shapes that more than one endpoint has.
extension Schema {
  static let error = object(
    "Error",
    [
      .required("error", code, "The code: what a program goes by. There may be more of them some day."),
      .required("message", string(), "A sentence for a person."),
      .optional("details", string(), "Which field, or where."),
      .optional(
        "errors", .list(fieldError), "What is wrong with which field: all the faults, the first of each field."),
    ])

  private static let fieldError = object(
    "FieldError",
    [
      .optional("index", integer(0...999), "Of the element that has the field, from 0, in a list."),
      .required("field", nullable(string())), .required("code", code), .required("message", string()),
    ])

  private static let code = string(pattern: "^[A-Z_]+$")

  static let id = integer()
  static let time = string(format: "date-time")
  static let token = string(pattern: "^[A-Za-z0-9_.-]+$")
  static let stars = integer(1...5)

  static let user = object(
    "User",
    [
      .required("id", id), .required("username", string()), .required("email", string()),
      .required("age", nullable(integer(0...130))), .required("gender", nullable(string())),
      .required("created_at", time),
    ])

  static let movie = object("Movie", movieFields)

  static let scoredMovie = object("ScoredMovie", scoredMovieFields)

  static let scoredMovieFields: [Field] =
    movieFields + [.required("score", number(), "Comparable within one answer only.")]

  static let movieFields: [Field] = [
    .required("id", id),
    .required("title", string()),
    .required("genre", string(), "All its genres, with `, ` between; empty for none."),
    .required("date", nullable(string(format: "date")), "When it came out, as far as known."),
  ]

  static let interaction = object("Interaction", interactionFields, rules: [ratingRule])

  /// Stars come with the type `rate`, and with no other.
  static let ratingRule = Rule.if(
    .equal("interaction_type", json: #""rate""#), then: [.given("rating")], otherwise: [.absent("rating")])

  static let interactionFields: [Field] = [
    .required("id", id), .required("user_id", id), .required("movie_id", id),
    .required("interaction_type", interactionType),
    .required("rating", nullable(number(0.5...5)), "Stars, with the type `rate` only."),
    .required("created_at", time),
  ]

  static let recordedRecommendation = object(
    "RecordedRecommendation",
    [
      .required("recommendation_id", string(format: "uuid")), .required("model", string()),
      .required("model_version", string()), .required("source", recommendationSource),
      .required("created_at", time), .required("result", list(movie)),
    ])

  static let recommendationSource = choice(
    "RecommendationSource", RecommendationSource.allCases.map(\.rawValue))

  static let interactionType = choice("InteractionType", InteractionKind.allCases.map(\.rawValue))
}

extension Schema.Field {
  /// Of a list that is read a page at a time.
  static let nextCursor = required(
    "next_cursor", .nullable(.string()), "The `cursor` of the next page; null on the last.")
}
