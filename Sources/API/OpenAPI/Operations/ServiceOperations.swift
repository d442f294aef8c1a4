import HTTP

extension OperationGroup {
  static let service = OperationGroup(
    name: "Service", summary: "The state of the service, and this description.",
    operations: [
      Operation(
        method: "GET", path: "/api/health", id: "health", summary: "Whether a worker answers",
        successes: [
          .json(
            "A worker answers.",
            .object(
              "Health",
              [.required("status", .constant("healthy")), .required("service", .constant("recommendation-api"))]),
            example: #"{"status":"healthy","service":"recommendation-api"}"#)
        ]),
      Operation(
        method: "GET", path: "/api/health/live", id: "liveness", summary: "Whether a worker answers, for orchestrators",
        successes: [
          .json(
            "A worker answers.", .object("Liveness", [.required("status", .constant("alive"))]),
            example: #"{"status":"alive"}"#)
        ]),
      Operation(
        method: "GET", path: "/api/health/ready", id: "readiness",
        summary: "Whether the database can be read and written, and a model can be used",
        details: """
          A database that was found full counts as one that cannot be written, until something is saved or 30 seconds \
          have passed, and so does a node of a Galera cluster that is outside the majority, or stopped while it copies \
          itself to another.
          """,
        successes: [
          .json(
            "The service is ready.", .object("Readiness", [.required("status", .constant("ready"))]),
            example: #"{"status":"ready"}"#)
        ],
        errors: [.databaseUnavailable, .apiError]),
      Operation(
        method: "GET", path: "/metrics", id: "metrics", summary: "Metrics for monitoring",
        details: """
          In OpenMetrics 1.0 if `Accept` asks for it, otherwise in the Prometheus text format 0.0.4. nginx admits only \
          local addresses.
          """,
        successes: [
          .init(
            status: .ok, summary: "The metrics.", contentTypes: MetricsFormat.allCases.map(\.contentType),
            schema: .string(), example: "")
        ],
        errors: [.forbidden]),
      Operation(
        method: "GET", path: "/api/openapi.json", id: "openAPI", summary: "This description, as OpenAPI 3.1",
        isTagged: true,
        successes: [
          .json("The description.", .object("OpenAPIDocument", [.required("openapi", .constant("3.1.0"))]), example: "")
        ]),
      Operation(
        method: "GET", path: "/api/docs", id: "documentation", summary: "This description, as a web page",
        isTagged: true,
        successes: [
          .init(
            status: .ok, summary: "The page.", contentTypes: [DocumentationPage.contentType], schema: .string(),
            example: "")
        ]),
    ])

  /// The two endpoints that the original web client uses.
  static let original = OperationGroup(
    name: "Original client", summary: "The endpoints that the original web client uses, unchanged.",
    operations: [
      Operation(
        method: "GET", path: "/init", id: "originalCatalogue", summary: "The whole catalogue, by id",
        isTagged: true,
        successes: [.json("All movies.", originalMovies, example: originalExample)],
        errors: [.databaseUnavailable]),
      Operation(
        method: "POST", path: "/recommend", id: "originalRecommend", summary: "Ten movies for somebody who likes these",
        details: """
          Unknown fields are ignored, and so is a query. The context may be the whole catalogue; only the last \
          \(Recommendation.maximumContext) movies of it are used.
          """,
        body: .init(
          schema: .object(
            "OriginalRecommendRequest",
            [.required("context", .list(.id, count: 1 ... .max)), .required("model", modelChoice)]),
          example: #"{"context":[50,174],"model":"EASE"}"#),
        successes: [.json("Best first.", originalMovies, example: originalExample)],
        errors: [
          .missingContext, .missingModel, .invalidModel, .invalidContext, .modelNotFound, .apiError,
          .databaseUnavailable,
        ]),
    ])

  private static let originalMovies = JSONSchema.object(
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

  private static let originalExample =
    #"{"result":[{"id":50,"title":"Star Wars","genre":"Action, Adventure","date":"1977-Jan-01"}]}"#
}
