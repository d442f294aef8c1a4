import HTTP

extension OperationGroup {
  static let interactions = OperationGroup(
    name: "Interactions",
    summary: """
      What a user has done with movies: a history in which nothing replaces anything. Recommendations are recorded by \
      the server, and never count as taste.
      """,
    operations: [
      Operation(
        method: "POST", path: "/api/interactions", id: "saveInteraction", summary: "Save an interaction", access: .user,
        body: .init(
          schema: element,
          example: #"""
            {"movie_id":50,"interaction_type":"rate","rating":5,"event_id":"6fa459ea-ee8a-4ca4-894e-db77e160355e"}
            """#),
        successes: [
          .json(.created, "The interaction has been saved.", saved, example: savedExample),
          .json("It had already been saved under the same `event_id`.", saved, example: savedExample),
        ],
        errors: [.missingField, .eventConflict, .forbidden]),
      Operation(
        method: "POST", path: "/api/interactions/batch", id: "saveInteractions",
        summary: "Save several interactions, or none",
        details: "If one has a fault, nothing is saved, and `errors` lists all faults.", access: .user,
        body: .init(
          schema: .body("InteractionBatch", [.required("interactions", .list(element, count: 1...1_000))]),
          example: #"{"interactions":[{"movie_id":50},{"movie_id":174,"interaction_type":"select"}]}"#),
        successes: [
          .json(
            .created, "The interactions have been saved.", count,
            example: #"{"message":"The interactions have been saved.","count":2}"#),
          .json(
            "All of them had already been saved.", count,
            example: #"{"message":"The interactions have been saved.","count":2,"new":0}"#),
        ],
        errors: [.missingField, .eventConflict, .forbidden]),
      Operation(
        method: "GET", path: "/api/interactions", id: "listInteractions",
        summary: "The user's history, newest first",
        access: .user,
        parameters: [
          .query("type", .interactionType, "Only interactions of this type.", example: "rate"),
          .query("movie_id", .id, "Only interactions with this movie.", example: "50"),
          .query("limit", .integer(1...500), "Interactions on a page; 50 by default.", example: "50"),
          .query(
            "cursor", .string(pattern: "^[1-9][0-9]{0,17}$"), "`next_cursor` of the previous page.", example: "731"),
        ],
        successes: [
          .json(
            "A page.",
            .object(
              "InteractionPage",
              [
                .required("interactions", .list(.interaction)),
                .required("count", .integer(), "How many interactions match in all."), .nextCursor,
              ]),
            example: #"{"interactions":[\#(example)],"count":1,"next_cursor":null}"#)
        ]),
      Operation(
        method: "GET", path: "/api/interactions/{id}", id: "showInteraction", summary: "One of the user's interactions",
        access: .user, parameters: [id],
        successes: [
          .json(
            "The interaction.", .object("InteractionAnswer", [.required("interaction", .interaction)]),
            example: #"{"interaction":\#(example)}"#)
        ],
        errors: [.notFound]),
      Operation(
        method: "PATCH", path: "/api/interactions/{id}", id: "changeInteraction",
        summary: "Change the stars of a rating",
        details: "The newest remaining `rate` of a movie is the user's current rating of it.", access: .user,
        parameters: [id],
        body: .init(schema: stars, example: #"{"rating":4}"#),
        successes: [.json("The rating has been changed.", changed, example: savedExample)],
        errors: [.missingField, .notFound, .forbidden]),
      Operation(
        method: "DELETE", path: "/api/interactions/{id}", id: "deleteInteraction", summary: "Delete an interaction",
        access: .user, parameters: [id], successes: [.empty("The interaction has been deleted.")], errors: [.notFound]),
    ])

  static let ratings = OperationGroup(
    name: "Ratings", summary: "A user's current ratings: the newest `rate` of each movie in the history.",
    operations: [
      Operation(
        method: "GET", path: "/api/ratings", id: "listRatings", summary: "The user's ratings, newest first",
        access: .user,
        parameters: [
          .query("limit", .integer(1...500), "Ratings on a page; 50 by default.", example: "50"),
          .query(
            "cursor", .string(pattern: #"^[0-9]{1,16}\.-?[0-9]{1,18}$"#), "`next_cursor` of the previous page.",
            example: "1795428930000000.50"),
        ],
        successes: [
          .json(
            "A page.", .object("RatingPage", [.required("ratings", .list(rating)), .nextCursor]),
            example: #"{"ratings":[\#(ratingExample)],"next_cursor":null}"#)
        ]),
      Operation(
        method: "PUT", path: "/api/movies/{id}/rating", id: "rateMovie", summary: "Rate a movie", access: .user,
        parameters: [movie],
        body: .init(schema: stars, example: #"{"rating":5}"#),
        successes: [
          .json(.created, "The first rating of the movie.", newRating, example: ratingExample),
          .json("A later rating of the movie.", newRating, example: ratingExample),
        ],
        errors: [.missingField, .notFound, .forbidden]),
      Operation(
        method: "DELETE", path: "/api/movies/{id}/rating", id: "removeRating", summary: "Remove a rating",
        details: "Removes every `rate` of the movie from the history.", access: .user, parameters: [movie],
        successes: [.empty("The rating has been removed.")], errors: [.notFound]),
    ])

  private static let id = Operation.Parameter.path("id", .id, "The interaction's id.", example: "731")
  private static let movie = Operation.Parameter.path("id", .id, "The movie's id.", example: "50")

  private static let element = JSONSchema.body(
    "NewInteraction",
    [
      .required("movie_id", .id), .optional("interaction_type", .interactionType, "`view` by default."),
      .optional("rating", .stars, "Stars; required with the type `rate`, and only allowed with it."),
      .optional(
        "event_id", .string(format: "uuid"), "The same for every attempt to save the interaction: it is saved once."),
      .optional(
        "recommendation_id", .string(format: "uuid"),
        "The list that it followed from: one that was recorded for the user and has the movie. Not with `recommend`."),
      .optional(
        "place", .integer(0...99), "The movie's place in that list, from 0; only allowed with `recommendation_id`."),
    ],
    rules: [
      JSONSchema.ratingRule, .if(.given("place"), then: [.given("recommendation_id")]),
      .if(.equal("interaction_type", json: #""recommend""#), then: [.absent("recommendation_id")]),
    ])

  private static let stars = JSONSchema.body("RatingRequest", [.required("rating", .stars)])

  private static let saved = JSONSchema.object(
    "SavedInteraction", [.required("message", .string()), .required("interaction", .interaction), .onWatchlist])

  private static let changed = JSONSchema.object(
    "ChangedInteraction", [.required("message", .string()), .required("interaction", .interaction)])

  private static let count = JSONSchema.object(
    "SavedBatch",
    [
      .required("message", .string()), .required("count", .integer(), "How many of the interactions are saved now."),
      .optional("new", .integer(), "How many of them are new; absent if all are."),
    ])

  private static let rating = JSONSchema.object("Rating", ratingFields)
  private static let newRating = JSONSchema.object("NewRating", ratingFields + [.onWatchlist])
  private static let ratingFields: [JSONSchema.Field] = [
    .required("movie", .movie), .required("rating", .number(0.5...5)), .required("rated_at", .time),
  ]

  private static let example = #"""
    {"id":731,"user_id":944,"movie_id":50,"interaction_type":"rate","rating":5,"created_at":"2026-11-23T10:15:30Z"}
    """#

  private static let savedExample = #"{"message":"The interaction has been saved.","interaction":\#(example)}"#

  private static let ratingExample =
    #"{"movie":\#(OperationGroup.movieExample),"rating":5,"rated_at":"2026-11-23T10:15:30Z"}"#
}
