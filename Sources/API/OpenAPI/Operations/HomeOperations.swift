import HTTP

extension OperationGroup {
  static let home = OperationGroup(
    name: "Home", summary: "The first page of a site.",
    operations: [
      Operation(
        method: "GET", path: "/api/home", id: "home", summary: "Rows of movies, each with the reason for it",
        details: """
          No movie is on the page twice. For a user with a history: movies like one that the user likes, new ones in a \
          genre that the user likes, the watchlist, what others watch this week, and something different; never what \
          the user has rated, picked, lately viewed or dismissed. For all others: what most people watch, this week \
          and ever, popular movies of some genres, and something different. With a token each row is recorded in the \
          history, once a day as long as it stays the same; while the database is down the answer is the one for \
          everybody, and `recorded` is false.
          """,
        access: .optional,
        parameters: [
          .query("top_k", .integer(1...20), "The maximum number of movies in a row; 12 by default.", example: "12")
        ],
        isTagged: true,
        successes: [
          .json(
            "The rows, from the top.",
            .object(
              "Home",
              [
                .required("rows", .list(row)), .participation,
                .optional("recorded", .boolean, "With a token: whether the rows were recorded."),
              ]),
            example: #"""
              {"rows":[{"kind":"because","title":"Because you liked Star Wars","movie":\#(movieExample),"result":\#
              [{"id":181,"title":"Return of the Jedi","genre":"Action, Adventure","date":"1997-01-01"}],\#
              "recommendation_id":"6fa459ea-ee8a-8ca4-894e-db77e160355e"}],"recorded":true}
              """#)
        ],
        errors: [.databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/movies/starters", id: "starterMovies",
        summary: "Movies for a new user to rate first",
        details: """
          Well-known movies that opinions differ on, so that each rating says much about taste: ordered by the \
          logarithm of the number of ratings times their entropy. With a token, movies that the user has rated, picked \
          or dismissed are left out.
          """,
        access: .optional,
        parameters: [
          .query("top_k", .integer(1...50), "The maximum number of movies; 10 by default.", example: "10")
        ],
        isTagged: true,
        successes: [
          .json(
            "Most informative first.",
            .object("StarterMovies", [.required("result", .list(.movie)), .required("count", .integer())]),
            example: #"{"result":[\#(movieExample)],"count":1}"#)
        ],
        errors: [.databaseUnavailable]),
    ])

  private static let row = JSONSchema.object(
    "HomeRow",
    [
      .required("kind", .choice("HomeRowKind", HomeRow.Kind.allCases.map(\.rawValue))),
      .required("title", .string(), "A heading that says why the movies are there."),
      .optional("movie", .movie, "With `because`: the movie that the row is about."),
      .optional("genre", .string(), "With `genre`: the genre that the row is about."),
      .required("result", .list(.movie)), .required("recommendation_id", .string(format: "uuid")),
    ],
    rules: [
      .if(.equal("kind", json: #""because""#), then: [.given("movie")], otherwise: [.absent("movie")]),
      .if(.equal("kind", json: #""genre""#), then: [.given("genre")], otherwise: [.absent("genre")]),
    ])
}
