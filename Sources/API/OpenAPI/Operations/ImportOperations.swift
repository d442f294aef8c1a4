import Domain
import HTTP
import HistoryFiles

extension OperationGroup {
  static let imports = OperationGroup(
    name: "Imports",
    summary: """
      A user's history from another site: Letterboxd, IMDb, MovieLens, Trakt, TMDb or Netflix. Ratings become `rate` \
      interactions, watched movies `view`, liked ones `select`, each with the file's date. Importing the same thing \
      again changes nothing.
      """,
    operations: [
      Operation(
        method: "POST", path: "/api/imports", id: "importHistory", summary: "Import a file from another site",
        details: """
          The file is recognised by its contents. A row names a movie by an id of IMDb or TMDb, or by title and year; \
          titles are compared without case, accents and punctuation, and years may differ by one if only one movie \
          fits. Everything less certain is ambiguous, as is every row without a year, and is imported once the user \
          has confirmed it. A rating does not replace a later one, and ratings out of ten are halved.

          The rows of one movie count as one, under the number of the first. The newest rating counts. If the import \
          breaks off, the same request completes it.
          """,
        access: .user,
        body: .init(
          schema: .named(
            "ImportForm",
            .members(
              [
                .required(
                  "file", .string(format: "binary"),
                  """
                  At most 5 MiB: the zip of Letterboxd or a file of it, ratings of IMDb, MovieLens, Trakt or TMDb, or \
                  Netflix's viewing history.
                  """),
                .optional("dry_run", .boolean, "Whether nothing is saved; false by default."),
                .optional(
                  "list", .choice("HistoryList", HistoryList.allCases.map(\.rawValue)),
                  "The kind of list, if its name does not say."),
              ], rules: [], isClosed: true)), example: "", contentType: "multipart/form-data"),
        successes: [
          .json(.created, "Something has been added to the history.", result, example: resultExample),
          .json("Nothing was new, or it was a dry run.", result, example: resultExample),
        ],
        errors: [.missingField, .forbidden, .overloaded, .rateLimited]),
      Operation(
        method: "GET", path: "/api/imports", id: "listImports", summary: "The user's imports, newest first",
        access: .user,
        successes: [
          .json(
            "The imports, at most \(maximumImports).",
            .object("Imports", [.required("imports", .list(record)), .required("count", .integer())]),
            example: #"{"imports":[\#(recordExample)],"count":1}"#)
        ]),
      Operation(
        method: "GET", path: "/api/imports/{id}", id: "showImport", summary: "An import and its ambiguous rows",
        access: .user, parameters: [id],
        successes: [
          .json(
            "The import, and the first 500 rows that are left to decide.",
            .object("ImportAnswer", [.required("import", record), .required("ambiguous", .list(question))]),
            example: #"{"import":\#(recordExample),"ambiguous":[\#(questionExample)]}"#)
        ],
        errors: [.notFound]),
      Operation(
        method: "POST", path: "/api/imports/{id}/confirm", id: "confirmImport",
        summary: "Say which movies ambiguous rows mean",
        details: "A row that was decided before keeps its first choice.", access: .user, parameters: [id],
        body: .init(
          schema: .body(
            "ImportChoices",
            [
              .required(
                "choices",
                .list(
                  .body(
                    "ImportChoice",
                    [
                      .required("row", .integer(1...Int64(HistoryFile.maximumRows)), "An ambiguous row."),
                      .required("movie_id", .nullable(.id), "Any movie of the catalogue; null if it is none."),
                    ]), count: 1...1_000))
            ]),
          example: #"{"choices":[{"row":7,"movie_id":50},{"row":9,"movie_id":null}]}"#),
        successes: [
          .json(
            "The choices have been saved.",
            .object(
              "ConfirmedImport",
              [
                .required("id", .id), .required("added", counts, "What has been added to the history."),
                .required("open", .integer(), "How many rows are left to decide."),
              ]),
            example: #"{"id":12,"added":\#(countsExample),"open":0}"#)
        ],
        errors: [.missingField, .notFound, .forbidden]),
      Operation(
        method: "DELETE", path: "/api/imports/{id}", id: "undoImport", summary: "Undo an import",
        details: """
          Takes back what the import has added, except ratings that the user has changed since. Current ratings are \
          again those from before.
          """,
        access: .user, parameters: [id], successes: [.empty("The import has been undone.")], errors: [.notFound]),
    ])

  private static let id = Operation.Parameter.path("id", .id, "The import's id.", example: "12")

  private static let source = JSONSchema.choice("HistorySource", HistorySource.allCases.map(\.rawValue))

  private static let counts = JSONSchema.object("ImportCounts", countFields)

  private static let countFields: [JSONSchema.Field] = [
    .required("ratings", .integer()), .required("views", .integer()), .required("likes", .integer()),
    .required("watchlist", .integer()),
  ]

  private static let importFields: [JSONSchema.Field] =
    [.required("id", .id), .required("source", source), .required("created_at", .time)] + countFields
    + [.required("open", .integer(), "How many ambiguous rows are left to decide.")]

  private static let record = JSONSchema.object("Import", importFields)

  static let exportedImport = JSONSchema.object(
    "ExportedImport",
    importFields + [
      .required(
        "questions",
        .list(
          .object(
            "ExportedQuestion",
            rowFields + [
              rating,
              .required(
                "acts",
                .list(
                  .object(
                    "ExportedAct",
                    [
                      .required("kind", .choice("ActKind", ["rated", "watched", "seen", "liked", "wanted"])),
                      .required("at", .nullable(.time)),
                    ]))), .required("candidates", .list(.id)),
            ])), "All ambiguous rows.")
    ])

  private static let rowFields: [JSONSchema.Field] = [
    .required("row", .integer(1...Int64(HistoryFile.maximumRows)), "From 1, without headers."),
    .required("title", .nullable(.string()), "As in the file."), .required("year", .nullable(.integer())),
  ]

  private static let rating = JSONSchema.Field.required("rating", .nullable(.number(0.5...5)))

  private static let question = JSONSchema.object(
    "AmbiguousRow",
    rowFields + [rating, .required("candidates", .list(.movie), "The most likely first.")])

  private static let reasons = [
    "not_found", "too_many_questions", "series", "other_kind", "no_title", "title_too_long", "no_rating",
    "invalid_rating", "invalid_date", "future_date", "malformed",
  ]

  private static let result = JSONSchema.object(
    "ImportResult",
    [
      .required("id", .nullable(.id), "Null if nothing was saved."), .required("source", source),
      .required("rows", .integer(), "Rows of the file."), .required("matched", .integer(), "Movies recognised."),
      .required("found", counts, "What the file says about them."),
      .required("new", counts, "The new part of it, which has been added, or would be without `dry_run`."),
      .required("added", .nullable(counts), "What has been added to the history; null if nothing was saved."),
      .required(
        "preview", .list(.object("MatchedRow", rowFields + [rating, .required("movie", .movie)])),
        "The first 100 movies recognised."),
      .required("ambiguous", .list(question), "At most 1,000."), .required("ambiguous_count", .integer()),
      .required(
        "unmatched",
        .list(.object("UnmatchedRow", rowFields + [.required("reason", .choice("UnmatchedReason", reasons))])),
        "At most 1,000."), .required("unmatched_count", .integer()),
    ])

  private static let countsExample = #"{"ratings":1,"views":0,"likes":0,"watchlist":0}"#

  private static let recordExample = #"""
    {"id":12,"source":"letterboxd","created_at":"2026-11-23T10:15:30Z","ratings":1,"views":0,"likes":0,\#
    "watchlist":0,"open":1}
    """#

  private static let questionExample = #"""
    {"row":7,"title":"Starwars","year":1977,"rating":5,"candidates":[\#(OperationGroup.movieExample)]}
    """#

  private static let resultExample = #"""
    {"id":12,"source":"letterboxd","rows":3,"matched":1,\#
    "found":\#(countsExample),"new":\#(countsExample),"added":\#(countsExample),\#
    "preview":[{"row":1,"title":"Star Wars","year":1977,"rating":4.5,"movie":\#(OperationGroup.movieExample)}],\#
    "ambiguous":[\#(questionExample)],"ambiguous_count":1,\#
    "unmatched":[{"row":9,"title":"Twin Peaks","year":1990,"reason":"series"}],"unmatched_count":1}
    """#
}
