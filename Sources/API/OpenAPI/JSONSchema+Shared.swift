import Domain
import HTTP

/// Schemas that several endpoints share.
extension JSONSchema {
  static let error = object(
    "Error",
    [
      .required("error", code, "The code, for programs. New codes may be added in the future."),
      .required("message", string(), "A sentence for people."),
      .optional("details", string(), "Which field, or which position."),
      .optional(
        "errors", .list(fieldError), "All fields at fault, each with its first fault."),
    ])

  private static let fieldError = object(
    "FieldError",
    [
      .optional("index", integer(0...999), "The position, from 0, of the list element that has the field."),
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

  static let movie = object("Movie", movieFields + includedRatings)

  static let scoredMovie = object("ScoredMovie", scoredMovieFields)

  static let scoredMovieFields: [Field] =
    movieFields + [.required("score", number(), "Comparable within one answer only.")] + includedRatings

  private static let includedRatings: [Field] = [
    .optional("rating_average", averageRating, "Only with `include`: stars, null without ratings."),
    .optional("rating_count", integer(), "Only with `include`: the number of ratings."),
  ]

  static let averageRating = nullable(number(0.5...5))

  static let included = choice("IncludedPart", ShownRatings.Part.allCases.map(\.rawValue))

  static let movieFields: [Field] = [
    .required("id", id),
    .required("title", string()),
    .required("genre", string(), "All genres, separated by `, `; empty if there are none."),
    .required("date", nullable(string(format: "date")), "The release date, if it is known."),
  ]

  static let interaction = object("Interaction", interactionFields, rules: [ratingRule])

  /// Interactions of the type `rate` have a rating, and no others do.
  static let ratingRule = Rule.if(
    .equal("interaction_type", json: #""rate""#), then: [.given("rating")], otherwise: [.absent("rating")])

  static let interactionFields: [Field] = [
    .required("id", id), .required("user_id", id), .required("movie_id", id),
    .required("interaction_type", interactionType),
    .required("rating", nullable(number(0.5...5)), "Stars, only with the type `rate`."),
    .required("created_at", time),
  ]

  static let recordedRecommendation = object(
    "RecordedRecommendation",
    [
      .required("recommendation_id", string(format: "uuid")), .required("model", string()),
      .required("model_version", string()), .required("source", recommendationSource),
      .required("created_at", time), .participation,
      .required("result", list(object("RecordedMovie", movieFields + [.drawn]))),
    ])

  static let recommendationSource = choice(
    "RecommendationSource", RecommendationSource.allCases.map(\.rawValue))

  static let dismissalReason = choice("DismissalReason", Dismissal.Reason.allCases.map(\.rawValue))

  static let interactionType = choice("InteractionType", InteractionKind.allCases.map(\.rawValue))
}

extension JSONSchema.Field {
  /// For a list that is read a page at a time.
  static let nextCursor = required(
    "next_cursor", .nullable(.string()), "The `cursor` of the next page; null on the last.")

  /// The arm in which a list was made.
  static let participation = optional(
    "experiment", .object("Participation", [.required("name", .string()), .required("arm", .string())]),
    "Only in an experiment: which one, and the arm of the user.")

  /// Whether a movie was drawn.
  static let drawn = optional(
    "drawn", .boolean,
    """
    True if the movie was drawn from further down the ranking, so that the site can learn from what users do with it; \
    otherwise absent.
    """)

  static let onWatchlist = optional(
    "on_watchlist", .boolean,
    "True if the rated movie is on the user's watchlist, so that a client can offer to remove it; otherwise absent.")
}
