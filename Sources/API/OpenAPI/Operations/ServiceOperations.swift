import HTTP

extension OperationGroup {
  static let service = OperationGroup(
    name: "Service", summary: "Whether the service works, and this description.",
    operations: [
      Operation(
        method: "GET", path: "/api/health", id: "health", summary: "Whether a worker answers",
        successes: [
          .json(
            "It does.",
            .object(
              "Health",
              [.required("status", .constant("healthy")), .required("service", .constant("recommendation-api"))]),
            example: #"{"status":"healthy","service":"recommendation-api"}"#)
        ]),
      Operation(
        method: "GET", path: "/api/health/live", id: "liveness", summary: "The same, for orchestrators",
        successes: [
          .json(
            "It does.", .object("Liveness", [.required("status", .constant("alive"))]), example: #"{"status":"alive"}"#)
        ]),
      Operation(
        method: "GET", path: "/api/health/ready", id: "readiness",
        summary: "Whether the database can be read and changed, and a model used",
        details: """
          A database that had no room for what was to be saved counts as one that cannot be changed, until something is \
          saved or 30 s have passed.
          """,
        successes: [
          .json(
            "They can.", .object("Readiness", [.required("status", .constant("ready"))]),
            example: #"{"status":"ready"}"#)
        ],
        errors: [.databaseUnavailable, .apiError]),
      Operation(
        method: "GET", path: "/metrics", id: "metrics", summary: "Figures for monitoring",
        details: """
          As OpenMetrics 1.0 where `Accept` asks for it, else in the text form 0.0.4 of Prometheus. nginx lets only local \
          addresses in.
          """,
        successes: [
          .init(
            status: .ok, summary: "Text.", contentTypes: MetricsFormat.allCases.map(\.contentType), schema: .string(),
            example: "")
        ],
        errors: [.forbidden]),
      Operation(
        method: "GET", path: "/api/openapi.json", id: "openAPI", summary: "This description, as OpenAPI 3.1",
        isTagged: true,
        successes: [
          .json("The description.", .object("OpenAPIDocument", [.required("openapi", .constant("3.1.0"))]), example: "")
        ]),
      Operation(
        method: "GET", path: "/api/docs", id: "documentation", summary: "This description, for people",
        isTagged: true,
        successes: [
          .init(
            status: .ok, summary: "A page.", contentTypes: [DocumentationPage.contentType], schema: .string(),
            example: "")
        ]),
    ])

  /// Two calls that the first web client makes.
  static let original = OperationGroup(
    name: "Original client", summary: "What the first web client calls, as it always was.",
    operations: [
      Operation(
        method: "GET", path: "/init", id: "originalCatalogue", summary: "The whole catalogue by id",
        isTagged: true,
        successes: [.json("All films.", films, example: filmsExample)],
        errors: [.databaseUnavailable]),
      Operation(
        method: "POST", path: "/recommend", id: "originalRecommend", summary: "Ten films for someone who likes these",
        details: """
          Fields that are not known are ignored, and so is a query. The context may be the whole catalogue; of more than \
          \(Recommendation.maximumContext) films the last ones act.
          """,
        body: .init(
          schema: .object(
            "OriginalRecommendRequest",
            [.required("context", .list(.id, count: 1 ... .max)), .required("model", modelChoice)]),
          example: #"{"context":[50,174],"model":"EASE"}"#),
        successes: [.json("Best first.", films, example: filmsExample)],
        errors: [
          .missingContext, .missingModel, .invalidModel, .invalidContext, .modelNotFound, .apiError,
          .databaseUnavailable,
        ]),
    ])

  private static let films = Schema.object(
    "OriginalFilmList",
    [
      .required(
        "result",
        .list(
          .object(
            "OriginalFilm",
            [
              .required("id", .id), .required("title", .string()), .required("genre", .string()),
              .required("date", .nullable(.string(pattern: "^[0-9]{4}-[A-Z][a-z]{2}-[0-9]{2}$"))),
            ])))
    ])

  private static let filmsExample =
    #"{"result":[{"id":50,"title":"Star Wars","genre":"Action, Adventure","date":"1977-Jan-01"}]}"#
}
