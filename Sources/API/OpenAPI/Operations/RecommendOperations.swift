import Domain
import HTTP
import Scoring

extension OperationGroup {
  static let recommendations = OperationGroup(
    name: "Recommendations",
    summary: "Films for someone, best first: by a model, from what they like, or by what everybody watches.",
    operations: [
      Operation(
        method: "GET", path: "/api/models", id: "listModels", summary: "The models, and whether each can be used now",
        isTagged: true,
        successes: [
          .json(
            "All that are known.",
            .object(
              "ModelList",
              [
                .required("models", .list(model)),
                .required("default", .constant(Auto.name), "What to ask for without a reason for another."),
              ]),
            example: #"""
              {"models":[{"name":"EASE","type":"non-neural","description":"A linear model in closed form.",\#
              "available":true,"version":"20261123T093244Z-47730cf8","trained_at":"2026-11-23T09:32:44Z"}],"default":"auto"}
              """#)
        ]),
      Operation(
        method: "POST", path: "/api/recommend", id: "recommend", summary: "Films for someone who likes these",
        details: """
          With a token the answer is recorded in the user's history, as `recommend`; where the database is down it is \
          given all the same, and `recorded` is false. NeuralMF and DeepFM, and so `auto`, then also go by the `age` and \
          `gender` of the account, where they are known.
          """,
        access: .optional,
        body: .init(
          schema: .body(
            "RecommendRequest",
            [
              .required("model", modelChoice, "`auto`: the one that did best on contexts of that length."),
              .required("context", ids(1...1_000), "What is liked."),
              .optional("top_k", .integer(1...100), "At most so many; 10 by default."),
              .optional("exclude", ids(0...1_000), "What must not come back."),
              .optional("dislikes", ids(0...1_000), "What counts against, and does not come back; none of `context`."),
              .optional("genres", .list(.string()), "Of these genres only, whatever the case."),
              .optional(
                "genres_mode", genresMode, "With `genres`, which are not empty: `any` (the default) or `all` of them."),
              .optional("year_from", .integer(1...9_999), "Not from before this year."),
              .optional("year_to", .integer(1...9_999), yearToSummary),
              .optional("explain", .boolean, "Whether each film comes with `because`."),
            ],
            rules: [.if(.given("genres_mode"), then: [.filled("genres")])]),
          example: #"{"model":"EASE","context":[50,174],"top_k":5,"explain":true}"#),
        successes: [
          .json(
            "Best first.",
            .object(
              "Recommendations",
              answer + [
                .required(
                  "source", .recommendationSource, "`popular`: all of the context came after the model's training."),
                ignored, .optional("recorded", .boolean, "With a token: whether the history has it."),
              ]),
            example: #"{\#(answerExample),"source":"context"}"#)
        ],
        errors: [
          .missingContext, .missingModel, .invalidModel, .invalidContext, .modelNotFound, .apiError,
          .databaseUnavailable,
        ]),
      Operation(
        method: "GET", path: "/api/recommendations", id: "personalRecommendations", summary: "Films for the user",
        details: """
          From what the user has rated and picked; what they rated low counts against. NeuralMF and DeepFM, and so \
          `auto`, also go by the `age` and `gender` of the account, where they are known. Of someone of whom nothing is known \
          it answers what most people have watched, and `source` says so. Recorded.
          """,
        access: .user,
        parameters: [
          modelParameter, top, .query("exclude", ids(0...1_000), "What must not come back.", example: "50,174"),
          .query("genres", .list(.string()), "Of these genres only.", example: "Action,Drama"),
          .query("genres_mode", genresMode, "With `genres`, and only with them.", example: "any"), yearFrom, yearTo,
          .query("explain", .boolean, "Whether each film comes with `because`.", example: "false"),
        ],
        successes: [
          .json(
            "Best first.",
            .object(
              "PersonalRecommendations",
              answer + [
                .required("source", .recommendationSource, "`history`, or `popular` without one."), ignored,
                .required("recorded", .boolean),
              ]),
            example: #"{\#(answerExample),"source":"history","recorded":true}"#)
        ],
        errors: [.invalidModel, .modelNotFound, .apiError]),
      Operation(
        method: "GET", path: "/api/recommendations/history", id: "recommendationHistory",
        summary: "What was recommended to the user, the newest first", access: .user,
        parameters: [
          .query("limit", .integer(1...100), "How many at once; 20 by default.", example: "20"),
          .query(
            "cursor", .string(pattern: "^(0|-?[1-9][0-9]{0,17})$"), "`next_cursor` of the page before.", example: "12"),
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

  /// One of the four.
  private static let modelName = Schema.choice("ModelName", ModelName.allCases.map(\.rawValue))
  /// What a client may ask for.
  static let modelChoice = Schema.choice("ModelChoice", ModelName.allCases.map(\.rawValue) + [Auto.name])
  private static let genresMode = Schema.choice("GenresMode", MovieFilter.GenresMode.allCases.map(\.rawValue))
  private static let uuid = Schema.string(format: "uuid")
  private static func ids(_ count: ClosedRange<Int>) -> Schema { .list(.id, count: count) }

  private static let model = Schema.object(
    "Model",
    [
      .required("name", modelName), .required("type", .choice("ModelType", ["non-neural", "neural"])),
      .required("description", .string()), .required("available", .boolean),
      .optional("version", .string(), "With an available one."),
      .optional("trained_at", .time, "With an available one."),
    ],
    rules: [
      .if(
        .equal("available", json: "true"), then: [.given("version"), .given("trained_at")],
        otherwise: [.absent("version"), .absent("trained_at")])
    ])

  private static let reason = Schema.object(
    "Reason", Schema.movieFields + [.required("share", .number(0...1), "Of all that spoke for it.")])

  private static let ignored = Schema.Field.optional("ignored", .list(.id), "Ids that are not known, each once.")

  private static let answer: [Schema.Field] = [
    .required(
      "result",
      .list(
        .object(
          "RecommendedMovie",
          Schema.scoredMovieFields + [
            .optional(
              "because", .list(reason),
              """
              With `explain`: the films of the context that spoke for it most. For EASE and ItemKNN by what each added to \
              the score; for NeuralMF and DeepFM by what the score loses without it, where in contexts of more than \
              \(NeuralScorer.exactItems) films all but the \(NeuralScorer.exactItems) strongest are estimated; for several \
              models the sum of these.
              """)
          ]))),
    .required("model", .string(), "What acted; several models together have a `+` between their names."),
    .required("model_version", .string()),
    .required("recommendation_id", uuid), .required("count", .integer()),
  ]

  private static let answerExample = #"""
    "result":[\#(scoredExample)],"model":"EASE","model_version":"20261123T093244Z-47730cf8",\#
    "recommendation_id":"6fa459ea-ee8a-4ca4-894e-db77e160355e","count":1
    """#
}
