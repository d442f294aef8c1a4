import HTTP

extension OperationGroup {
  static let interactions = OperationGroup(
    name: "Interactions",
    summary: """
      What a user has done with films: a history, in which nothing replaces anything. What was recommended is recorded by \
      the server, and never counts as taste.
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
          .json(.created, "It is saved.", saved, example: savedExample),
          .json("It had been saved before, under the same `event_id`.", saved, example: savedExample),
        ],
        errors: [.missingField, .eventConflict, .forbidden]),
      Operation(
        method: "POST", path: "/api/interactions/batch", id: "saveInteractions", summary: "Save several, or none",
        details: "Where one has a fault, nothing is saved, and `errors` lists all faults.", access: .user,
        body: .init(
          schema: .body("InteractionBatch", [.required("interactions", .list(element, count: 1...1_000))]),
          example: #"{"interactions":[{"movie_id":50},{"movie_id":174,"interaction_type":"select"}]}"#),
        successes: [
          .json(
            .created, "They are saved.", count, example: #"{"message":"The interactions have been saved.","count":2}"#),
          .json(
            "All had been saved before.", count,
            example: #"{"message":"The interactions have been saved.","count":2,"new":0}"#),
        ],
        errors: [.missingField, .eventConflict, .forbidden]),
      Operation(
        method: "GET", path: "/api/interactions", id: "listInteractions",
        summary: "The user's history, the newest first",
        access: .user,
        parameters: [
          .query("type", .interactionType, "Of this type only.", example: "rate"),
          .query("movie_id", .id, "With this film only.", example: "50"),
          .query("limit", .integer(1...500), "How many at once; 50 by default.", example: "50"),
          .query("cursor", .string(pattern: "^[1-9][0-9]{0,17}$"), "`next_cursor` of the page before.", example: "731"),
        ],
        successes: [
          .json(
            "A page.",
            .object(
              "InteractionPage",
              [
                .required("interactions", .list(.interaction)),
                .required("count", .integer(), "How many there are in all."), .nextCursor,
              ]),
            example: #"{"interactions":[\#(example)],"count":1,"next_cursor":null}"#)
        ]),
      Operation(
        method: "GET", path: "/api/interactions/{id}", id: "showInteraction", summary: "An interaction of the user",
        access: .user, parameters: [id],
        successes: [
          .json(
            "It.", .object("InteractionAnswer", [.required("interaction", .interaction)]),
            example: #"{"interaction":\#(example)}"#)
        ],
        errors: [.notFound]),
      Operation(
        method: "PATCH", path: "/api/interactions/{id}", id: "changeInteraction",
        summary: "Change the stars of a rating",
        details: "The newest `rate` of a film that remains is the user's current rating of it.", access: .user,
        parameters: [id],
        body: .init(schema: stars, example: #"{"rating":4}"#),
        successes: [.json("It is changed.", saved, example: savedExample)],
        errors: [.missingField, .notFound, .forbidden]),
      Operation(
        method: "DELETE", path: "/api/interactions/{id}", id: "deleteInteraction", summary: "Delete an interaction",
        access: .user, parameters: [id], successes: [.empty("It is gone.")], errors: [.notFound]),
    ])

  static let ratings = OperationGroup(
    name: "Ratings", summary: "What a user thinks of films now: the newest `rate` of each in the history.",
    operations: [
      Operation(
        method: "GET", path: "/api/ratings", id: "listRatings", summary: "The user's ratings, the newest first",
        access: .user,
        parameters: [
          .query("limit", .integer(1...500), "How many at once; 50 by default.", example: "50"),
          .query(
            "cursor", .string(pattern: #"^[0-9]{1,16}\.-?[0-9]{1,18}$"#), "`next_cursor` of the page before.",
            example: "1795428930000000.50"),
        ],
        successes: [
          .json(
            "A page.", .object("RatingPage", [.required("ratings", .list(rating)), .nextCursor]),
            example: #"{"ratings":[\#(ratingExample)],"next_cursor":null}"#)
        ]),
      Operation(
        method: "PUT", path: "/api/movies/{id}/rating", id: "rateMovie", summary: "Rate a film", access: .user,
        parameters: [movie],
        body: .init(schema: stars, example: #"{"rating":5}"#),
        successes: [
          .json(.created, "A first rating.", rating, example: ratingExample),
          .json("Another rating.", rating, example: ratingExample),
        ],
        errors: [.missingField, .notFound, .forbidden]),
      Operation(
        method: "DELETE", path: "/api/movies/{id}/rating", id: "removeRating", summary: "Take a rating back",
        details: "Removes every `rate` of the film from the history.", access: .user, parameters: [movie],
        successes: [.empty("The film is not rated any more.")], errors: [.notFound]),
    ])

  private static let id = Operation.Parameter.path("id", .id, "The interaction's.", example: "731")
  private static let movie = Operation.Parameter.path("id", .id, "The film's.", example: "50")

  private static let element = Schema.body(
    "NewInteraction",
    [
      .required("movie_id", .id), .optional("interaction_type", .interactionType, "`view` by default."),
      .optional("rating", .stars, "Stars, for the type `rate` and only for it."),
      .optional("event_id", .string(format: "uuid"), "The same for every attempt to save it: it counts once."),
    ], rules: [Schema.ratingRule])

  private static let stars = Schema.body("RatingRequest", [.required("rating", .stars)])

  private static let saved = Schema.object(
    "SavedInteraction", [.required("message", .string()), .required("interaction", .interaction)])

  private static let count = Schema.object(
    "SavedBatch",
    [
      .required("message", .string()), .required("count", .integer(), "How many of them are saved now."),
      .optional("new", .integer(), "How many had not been saved before; absent for all."),
    ])

  private static let rating = Schema.object(
    "Rating", [.required("movie", .movie), .required("rating", .number(0.5...5)), .required("rated_at", .time)])

  private static let example = #"""
    {"id":731,"user_id":944,"movie_id":50,"interaction_type":"rate","rating":5,"created_at":"2026-11-23T10:15:30Z"}
    """#

  private static let savedExample = #"{"message":"The interaction has been saved.","interaction":\#(example)}"#

  private static let ratingExample =
    #"{"movie":\#(OperationGroup.movieExample),"rating":5,"rated_at":"2026-11-23T10:15:30Z"}"#
}
