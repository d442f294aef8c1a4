import HTTP

extension OperationGroup {
  static let marks = OperationGroup(
    name: "Marks", summary: "Movies that a user wants to see, or does not want recommended.",
    operations: [
      Operation(
        method: "GET", path: "/api/watchlist", id: "listWatchlist", summary: "The user's watchlist, newest first",
        access: .user, parameters: pageParameters,
        successes: [
          .json(
            "A page.", .object("WatchlistPage", [.required("watchlist", .list(entry)), .nextCursor]),
            example: #"{"watchlist":[\#(entryExample)],"next_cursor":null}"#)
        ]),
      Operation(
        method: "PUT", path: "/api/movies/{id}/watchlist", id: "addToWatchlist",
        summary: "Put a movie on the watchlist",
        details: "A movie that is already on it keeps its time. At most 5,000 movies.", access: .user,
        parameters: [movie],
        successes: [
          .json(.created, "The movie is new on the list.", entry, example: entryExample),
          .json("The movie was already on the list.", entry, example: entryExample),
        ],
        errors: [.notFound, .forbidden]),
      Operation(
        method: "DELETE", path: "/api/movies/{id}/watchlist", id: "removeFromWatchlist",
        summary: "Take a movie off the watchlist", access: .user, parameters: [movie],
        successes: [.empty("The movie is not on the list.")], errors: [.notFound]),
      Operation(
        method: "GET", path: "/api/dismissals", id: "listDismissals",
        summary: "What the user has dismissed, newest first", access: .user, parameters: pageParameters,
        successes: [
          .json(
            "A page.", .object("DismissalPage", [.required("dismissals", .list(dismissal)), .nextCursor]),
            example: #"{"dismissals":[\#(dismissalExample)],"next_cursor":null}"#)
        ]),
      Operation(
        method: "PUT", path: "/api/movies/{id}/dismissal", id: "dismissMovie", summary: "Never recommend a movie again",
        details: """
          Until the dismissal is taken back, the movie is in no recommendations to the user, and in no similar, \
          trending or popular movies. Searching finds it, and the history and ratings keep it. `not_interested` also \
          counts as a dislike, unless the user has rated the movie well. A movie that is already dismissed keeps its \
          time. At most 5,000 movies.
          """,
        access: .user, parameters: [movie],
        body: .init(
          schema: .body("DismissalRequest", [.required("reason", .dismissalReason)]),
          example: #"{"reason":"not_interested"}"#),
        successes: [
          .json(.created, "The movie is dismissed.", dismissal, example: dismissalExample),
          .json("The movie was already dismissed.", dismissal, example: dismissalExample),
        ],
        errors: [.missingField, .notFound, .forbidden]),
      Operation(
        method: "DELETE", path: "/api/movies/{id}/dismissal", id: "takeBackDismissal", summary: "Take a dismissal back",
        access: .user, parameters: [movie], successes: [.empty("The movie is not dismissed.")], errors: [.notFound]),
    ])

  private static let pageParameters: [Operation.Parameter] = [
    .query("limit", .integer(1...500), "Movies on a page; 50 by default.", example: "50"),
    .query(
      "cursor", .string(pattern: #"^[0-9]{1,16}\.-?[0-9]{1,18}$"#), "`next_cursor` of the previous page.",
      example: "1795428930000000.50"),
  ]

  private static let movie = Operation.Parameter.path("id", .id, "The movie's id.", example: "50")

  private static let entry = JSONSchema.object(
    "WatchlistEntry", [.required("movie", .movie), .required("added_at", .time)])
  private static let dismissal = JSONSchema.object(
    "Dismissal",
    [.required("movie", .movie), .required("reason", .dismissalReason), .required("dismissed_at", .time)])
  private static let dismissalExample = #"""
    {"movie":\#(OperationGroup.movieExample),"reason":"not_interested","dismissed_at":"2026-11-23T10:15:30Z"}
    """#
  private static let entryExample =
    #"{"movie":\#(OperationGroup.movieExample),"added_at":"2026-11-23T10:15:30Z"}"#
}
