import Domain
import HTTP
import Scoring

extension OperationGroup {
  static let recommendations = OperationGroup(
    name: "Recommendations",
    summary: "Movies for a user, best first: from a model, by what the user likes, or by what most people watch.",
    operations: [
      Operation(
        method: "GET", path: "/api/models", id: "listModels", summary: "The models, and whether each can be used now",
        isTagged: true,
        successes: [
          .json(
            "All known models.",
            .object(
              "ModelList",
              [
                .required("models", .list(model)),
                .required("default", .constant(Auto.name), "The model to use without a reason for another."),
              ]),
            example: #"""
              {"models":[{"name":"EASE","type":"non-neural","description":"A linear model in closed form.",\#
              "available":true,"version":"20261123T093244Z-47730cf8","trained_at":"2026-11-23T09:32:44Z"}],\#
              "default":"auto"}
              """#)
        ]),
      Operation(
        method: "POST", path: "/api/recommend", id: "recommend", summary: "Movies for somebody who likes these",
        details: """
          With a token, the answer is recorded in the user's history as `recommend`; while the database is down it is \
          given all the same, and `recorded` is false. Movies that the user has dismissed are left out; those \
          dismissed as not interesting count as `dislikes`, unless they are in the context. NeuralMF and DeepFM, and \
          therefore `auto`, also use the `age` and `gender` of the account, if they are known. While an experiment \
          runs, its arm takes the place of `auto` for users with an account, unless `contexts` is given. An arm may \
          draw some places of the list from further down the ranking; these movies have `drawn`.
          """,
        access: .optional,
        body: .init(
          schema: .body(
            "RecommendRequest",
            [
              .required("model", modelChoice, "`auto` is the model that did best on contexts of that length."),
              .optional("context", ids(1...1_000), "Movies that the user likes."),
              .optional(
                "contexts", .list(ids(1...1_000), count: RecommendFields.partySize),
                """
                In place of `context`: a list for each member of a party, together at most 1,000 ids. Nobody's age and \
                gender are used.
                """),
              .optional("top_k", .integer(1...100), "The maximum number of movies; 10 by default."),
              .optional("exclude", ids(0...1_000), "Movies that must not be recommended."),
              .optional("candidates", candidates, candidatesSummary),
              .optional("within", subset, withinSummary),
              .optional(
                "dislikes", ids(0...1_000),
                """
                Movies that count against others, and are not recommended either; none of `context` or `contexts`. \
                They also make `chance` more exact.
                """),
              .optional(
                "genres", .list(.string(), count: 0...MovieFilter.maximumGenres),
                "Only movies of these genres, regardless of case."),
              .optional(
                "genres_mode", genresMode,
                "`any` (the default) or `all` of the genres; only allowed with a `genres` that is not empty."),
              .optional("after", uuid, afterSummary + " Needs a token."),
              .optional(
                "exclude_genres", .list(.string(), count: 0...MovieFilter.maximumGenres), excludedGenresSummary),
              .optional("year_from", .integer(1...9_999), "Only movies of this year or later."),
              .optional("year_to", .integer(1...9_999), yearToSummary),
              .optional("min_ratings", .integer(RequestedOptions.ratings), leastRatingsSummary),
              .optional("diversity", .number(0...1), diversitySummary),
              .optional(
                "explain", .boolean, "Whether each movie comes with `because`; not allowed with `contexts`."),
              .optional(
                "include", .list(.included), "`ratings` adds `rating_average` and `rating_count` to each movie."),
            ],
            rules: [
              .if(.given("genres_mode"), then: [.filled("genres")]),
              .if(.given("contexts"), then: [.absent("context")], otherwise: [.given("context")]),
              .if(.equal("explain", json: "true"), then: [.absent("contexts")]),
            ]),
          example: #"{"model":"EASE","context":[50,174],"top_k":5,"explain":true}"#),
        successes: [
          .json(
            "Best first.",
            .object(
              "Recommendations",
              answer + [
                .required(
                  "source", .recommendationSource,
                  "`context`, or `popular` if no movie of the context is known to a model or like one that is."),
                ignored, .optional("recorded", .boolean, "With a token: whether the answer was recorded."),
              ]),
            example: #"{\#(answerExample),"source":"context"}"#)
        ],
        errors: [
          .missingContext, .missingModel, .invalidModel, .invalidContext, .missingToken, .modelNotFound, .apiError,
          .databaseUnavailable,
        ]),
      Operation(
        method: "GET", path: "/api/recommendations", id: "personalRecommendations", summary: "Movies for the user",
        details: """
          What the user has dismissed is left out, and counts as a dislike with the reason `not_interested`. Based on \
          what the user has rated and picked; low ratings count as dislikes. NeuralMF and DeepFM, and \
          therefore `auto`, also use the `age` and `gender` of the account, if they are known. If nothing is known \
          about the user, the answer is what most people have watched, and `source` says so. Recorded in the history. \
          While an experiment runs, its arm takes the place of `auto`, and may draw some places of the list from \
          further down the ranking; these movies have `drawn`.
          """,
        access: .user,
        parameters: [
          modelParameter, top,
          .query("exclude", ids(0...1_000), "Movies that must not be recommended.", example: "50,174"),
          .query(
            "genres", .list(.string(), count: 0...MovieFilter.maximumGenres), "Only movies of these genres.",
            example: "Action,Drama"),
          .query("genres_mode", genresMode, "Only allowed with `genres`.", example: "any"),
          .query(
            "exclude_genres", .list(.string(), count: 0...MovieFilter.maximumGenres), excludedGenresSummary,
            example: "Horror,War"), yearFrom, yearTo,
          .query("min_ratings", .integer(RequestedOptions.ratings), leastRatingsSummary, example: "20"),
          .query("after", uuid, afterSummary, example: "6fa459ea-ee8a-4ca4-894e-db77e160355e"),
          .query("diversity", .number(0...1), diversitySummary, example: "0.25"),
          .query(
            "candidates", candidates, candidatesSummary + " A URL has room for about 1,500; send more with `POST`.",
            example: "172,181"),
          .query("within", subset, "`watchlist`: only movies of the user's watchlist.", example: "watchlist"),
          .query("explain", .boolean, "Whether each movie comes with `because`.", example: "false"), include,
        ],
        successes: [
          .json(
            "Best first.",
            .object(
              "PersonalRecommendations",
              answer + [
                .required("source", .recommendationSource, "`history`, or `popular` if there is none."), ignored,
                .required("recorded", .boolean),
              ]),
            example: #"{\#(answerExample),"source":"history","recorded":true}"#)
        ],
        errors: [.invalidModel, .modelNotFound, .apiError]),
      Operation(
        method: "GET", path: "/api/recommendations/history", id: "recommendationHistory",
        summary: "What was recommended to the user, newest first", access: .user,
        parameters: [
          .query("limit", .integer(1...100), "Recommendations on a page; 20 by default.", example: "20"),
          .query(
            "cursor", .string(pattern: "^(0|-?[1-9][0-9]{0,17})$"), "`next_cursor` of the previous page.",
            example: "12"),
        ],
        successes: [
          .json(
            "A page.",
            .object(
              "RecommendationPage", [.required("recommendations", .list(.recordedRecommendation)), .nextCursor]),
            example: #"""
              {"recommendations":[{"recommendation_id":"6fa459ea-ee8a-4ca4-894e-db77e160355e","model":"EASE",\#
              "model_version":"20261123T093244Z-47730cf8","source":"context","created_at":"2026-11-23T10:15:30Z",\#
              "result":[\#(movieExample)]}],"next_cursor":null}
              """#)
        ]),
    ])

  private static let modelName = JSONSchema.choice("ModelName", ModelName.named.map(\.rawValue))
  /// A model, or `auto`.
  static let modelChoice = JSONSchema.choice("ModelChoice", ModelName.named.map(\.rawValue) + [Auto.name])
  private static let genresMode = JSONSchema.choice("GenresMode", MovieFilter.GenresMode.allCases.map(\.rawValue))
  private static let subset = JSONSchema.choice("OwnMovies", RequestedOptions.Subset.allCases.map(\.rawValue))
  private static let withinSummary = "`watchlist`: only movies of the user's watchlist. Needs a token."
  private static let candidates = ids(1...RequestedOptions.maximumCandidates)
  private static let candidatesSummary = "The only movies that are ranked."
  private static let excludedGenresSummary = "No movies of any of these genres, regardless of case; none of `genres`."
  private static let leastRatingsSummary = "Only movies with at least this many ratings; 0 by default."
  private static let diversitySummary =
    "0 by default: best scores first. The closer to 1, the more the genres of the list vary, and the less scores count."
  private static let afterSummary = """
    The next page: nothing of the user's recorded list with this `recommendation_id`, nor of those that it continues. \
    At most \(ShownPages.maximum) pages.
    """
  private static let uuid = JSONSchema.string(format: "uuid")
  private static func ids(_ count: ClosedRange<Int>) -> JSONSchema { .list(.id, count: count) }

  private static let model = JSONSchema.object(
    "Model",
    [
      .required("name", modelName), .required("type", .choice("ModelType", ["non-neural", "neural"])),
      .required("description", .string()), .required("available", .boolean),
      .optional("version", .string(), "Only if the model is available."),
      .optional("trained_at", .time, "Only if the model is available."),
      .optional("learned_at", .time, "The last change of what users like that the model has followed since."),
    ],
    rules: [
      .if(
        .equal("available", json: "true"), then: [.given("version"), .given("trained_at")],
        otherwise: [.absent("version"), .absent("trained_at")])
    ])

  private static let reason = JSONSchema.object(
    "Reason", JSONSchema.movieFields + [.required("share", .number(0...1), "Its share of all positive contributions.")])

  private static let ignored = JSONSchema.Field.optional("ignored", .list(.id), "Unknown ids, each once.")

  private static let answer: [JSONSchema.Field] = [
    .required(
      "result",
      .list(
        .object(
          "RecommendedMovie",
          JSONSchema.scoredMovieFields + [
            .optional(
              "chance", .number(0...1),
              """
              The probability that this person gives the movie four stars or more, if they rate it. With \
              `dislikes`, even an empty list, `context` and `dislikes` are taken for all that the person has rated; \
              without, the person is taken to like as large a share of movies as others. Absent with `contexts`, and \
              if the models were trained on data without ratings, or without low ones.
              """), .drawn,
            .optional(
              "because", .list(reason),
              """
              With `explain`: the movies of the context that contributed most. For EASE and ItemKNN, a contribution is \
              what a movie adds to the score. For NeuralMF and DeepFM, it is what the score loses without the movie; \
              in contexts of more than \(NeuralScorer.exactItems) movies, all but the \(NeuralScorer.exactItems) \
              strongest are estimated. For several models, it is the sum of these, and all of those are estimated.
              """),
            .optional(
              "matches", .list(.nullable(.number(0...1))),
              """
              With `contexts`, for each list in turn: the share of the movies that could be recommended that this \
              person likes no more than this one, so 1 for the best. Null if the model knows none of the person's \
              movies. The least of them is the `score`, unless `source` is `popular`. Of equal ones the higher mean \
              comes first, then the lower id.
              """),
          ]))),
    .required("model", .string(), "The model that answered; the names of several models are joined by `+`."),
    .required("model_version", .string()),
    .required("recommendation_id", uuid), .required("count", .integer()), .participation,
  ]

  private static let answerExample = #"""
    "result":[\#(scoredExample)],"model":"EASE","model_version":"20261123T093244Z-47730cf8",\#
    "recommendation_id":"6fa459ea-ee8a-4ca4-894e-db77e160355e","count":1
    """#
}
