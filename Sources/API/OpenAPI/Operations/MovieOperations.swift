import Domain
import HTTP

extension OperationGroup {
  static let movies = OperationGroup(
    name: "Movies", summary: "The catalogue, and what all users together have watched.",
    operations: [
      Operation(
        method: "GET", path: "/api/movies", id: "listMovies", summary: "The catalogue, a page at a time",
        parameters: [
          .query("page", .integer(1...1_000_000_000), "From 1; 1 by default.", example: "1"),
          .query("per_page", .integer(1...100), "Movies on a page; 20 by default.", example: "20"), genre, yearFrom,
          yearTo,
          .query("ids", .list(.id, count: 1...MovieFilter.maximumIDs), "Only these movies.", example: "50,174"),
          .query(
            "sort", .choice("MovieOrder", MovieOrder.allCases.map(\.rawValue)),
            """
            `title` (the default, A to Z), `date` (newest first), `rating` (best first) or `popularity` (highest \
            first). `rating` is the Bayesian average (m·C + s) ÷ (m + n) of n ratings with the sum s, where m is \
            \(Int(Statistics.priorRatings)) and C is the mean of all ratings.
            """, example: "popularity"), include,
        ],
        isTagged: true,
        successes: [
          .json(
            "A page; empty after the last one.",
            .object(
              "MoviePage",
              [
                .required("result", .list(.movie)),
                .required(
                  "pagination",
                  .object(
                    "Pagination",
                    [
                      .required("page", .integer()), .required("per_page", .integer()),
                      .required("total", .integer(), "Movies."), .required("pages", .integer()),
                    ])),
              ]),
            example: #"""
              {"result":[\#(movieExample)],"pagination":{"page":1,"per_page":20,"total":1,"pages":1}}
              """#)
        ],
        errors: [.databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/movies/search", id: "searchMovies",
        summary: "Search movies by the beginnings of words",
        details: """
          Words match in any order, regardless of case and accents. Spaces, articles, `&` for `and` and the form of \
          numbers (`2`, `II`, `two`) do not matter. A title equal to `q` comes first, then titles that begin with it, \
          then whole words, then beginnings of words; within each, the most popular first. If next to nothing matches, \
          titles follow that differ by typing errors: one in a word of four letters or more, two in one of eight or \
          more. A `q` without letters or digits finds nothing.
          """,
        parameters: [
          .query("q", .string(length: 0...maximumQuery), "What to search for.", isRequired: true, example: "star wa"),
          genre, yearFrom,
          yearTo,
          .query("top_k", .integer(1...100), "The maximum number of movies; 20 by default.", example: "20"), include,
        ],
        isTagged: true,
        successes: [
          .json(
            "The movies found.",
            .object(
              "FoundMovies",
              [
                .required("result", .list(.movie)), .required("count", .integer()), .required("query", .string()),
                .required("genre", .nullable(.string())),
                .optional(
                  "corrected_query", .string(),
                  "What was probably meant, in small letters; only if nothing matches `q` without typing errors."),
              ]),
            example: #"""
              {"result":[\#(movieExample)],"count":1,"query":"star wrs","genre":null,"corrected_query":"star wars"}
              """#)
        ],
        errors: [.missingField, .databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/movies/{id}", id: "showMovie", summary: "Show a movie", parameters: [movie],
        isTagged: true,
        successes: [
          .json(
            "The movie.",
            .object(
              "MovieAnswer",
              [
                .required(
                  "movie",
                  .object(
                    "MovieDetail",
                    JSONSchema.movieFields + [
                      .required(
                        "imdb_id", .nullable(.string(pattern: "^tt[0-9]{7,10}$")), "IMDb's id; null if unknown."),
                      .required("tmdb_id", .nullable(.integer(1...4_294_967_295)), "TMDb's id; null if unknown."),
                      .required("rating_average", .averageRating, "Stars; null without ratings."),
                      .required("rating_count", .integer()),
                      .required("popularity", .integer(), "The number of users who viewed, picked or rated it."),
                    ]))
              ]),
            example: #"""
              {"movie":{"id":50,"title":"Star Wars","genre":"Action, Adventure","date":"1977-01-01",\#
              "imdb_id":"tt0076759","tmdb_id":11,"rating_average":4.36,"rating_count":583,"popularity":583}}
              """#)
        ],
        errors: [.notFound, .databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/movies/{id}/similar", id: "similarMovies", summary: "Movies similar to a movie",
        details: "With a token, movies that the user has dismissed are left out.", access: .optional,
        parameters: [movie, modelParameter, top, include],
        isTagged: true,
        successes: [
          .json(
            """
            Best first. A movie that was added after the training has the neighbours of movies like it; empty if it \
            shares no genre, year or word of the title with any.
            """,
            .object(
              "SimilarMovies",
              [
                .required("result", .list(.scoredMovie)), .required("model", .string()),
                .required("model_version", .string()), .required("count", .integer()),
              ]),
            example: #"{"result":[\#(scoredExample)],"model":"EASE","model_version":"20261123T093244Z","count":1}"#)
        ],
        errors: [.notFound, .invalidModel, .modelNotFound, .apiError, .databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/genres", id: "listGenres", summary: "All genres, by name",
        isTagged: true,
        successes: [
          .json(
            "The genres, each with its number of movies.",
            .object(
              "GenreList",
              [
                .required(
                  "genres",
                  .list(.object("Genre", [.required("name", .string()), .required("count", .integer(), "Movies.")]))),
                .required("count", .integer()),
              ]),
            example: #"{"genres":[{"name":"Action","count":251}],"count":1}"#)
        ],
        errors: [.databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/trending", id: "trendingMovies", summary: "What people watch at the moment",
        details: """
          By the number of users who viewed, picked or rated a movie within the window; a user counts once. With a \
          token, movies that the user has dismissed are left out.
          """,
        access: .optional,
        parameters: [
          .query("window", window, "`week` by default.", example: "week"), top, include,
        ],
        isTagged: true,
        successes: [
          .json(
            "Highest first. If the window is empty, the popular movies, and `source` says so.",
            .object(
              "TrendingMovies",
              ranked + [
                .required("window", window),
                .required("source", .choice("TrendingSource", ["trending", "popular"])), countedAt,
              ]),
            example: #"""
              {"result":[\#(scoredExample)],"count":1,"window":"week","source":"trending",\#
              "counted_at":"2026-11-23T10:15:30Z"}
              """#)
        ],
        errors: [.databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/popular", id: "popularMovies", summary: "What most people have watched",
        details: "With a token, movies that the user has dismissed are left out.", access: .optional,
        parameters: [top, include],
        isTagged: true,
        successes: [
          .json(
            "Highest first.", .object("PopularMovies", ranked + [countedAt]),
            example: #"{"result":[\#(scoredExample)],"count":1,"counted_at":"2026-11-23T10:15:30Z"}"#)
        ],
        errors: [.databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/stats", id: "totals", summary: "Totals of the whole site",
        isTagged: true,
        successes: [
          .json(
            "As of `counted_at`.",
            .object(
              "Totals",
              [
                .required("users", .integer()), .required("movies", .integer()), .required("ratings", .integer()),
                .required("mean_rating", .nullable(.number(0.5...5))),
                .required(
                  "interactions",
                  .object(
                    "InteractionCounts",
                    [
                      .required("total", .integer()), .required("view", .integer()), .required("select", .integer()),
                      .required("recommend", .integer()), .required("rate", .integer()),
                    ])), countedAt,
              ]),
            example: #"""
              {"users":943,"movies":1682,"ratings":100000,"mean_rating":3.53,"interactions":{"total":100000,"view":0,\#
              "select":0,"recommend":0,"rate":100000},"counted_at":"2026-11-23T10:15:30Z"}
              """#)
        ],
        errors: [.databaseUnavailable]),
    ])

  private static let movie = Operation.Parameter.path("id", .id, "The movie's id.", example: "50")
  private static let genre = Operation.Parameter.query(
    "genre", .string(), "Only movies of this genre, regardless of case.", example: "Drama")
  static let yearFrom = Operation.Parameter.query(
    "year_from", .integer(1...9_999), "Only movies of this year or later.", example: "1970")
  static let yearTo = Operation.Parameter.query(
    "year_to", .integer(1...9_999), yearToSummary, example: "1999")
  static let yearToSummary = "Only movies of this year or earlier; not before `year_from`."
  private static let window = JSONSchema.choice("TrendingWindow", RecentWindow.allCases.map(\.rawValue))
  static let top = Operation.Parameter.query(
    "top_k", .integer(1...100), "The maximum number of movies; 10 by default.", example: "10")
  static let include = Operation.Parameter.query(
    "include", .included, "`ratings` adds `rating_average` and `rating_count` to each movie.", example: "ratings")
  static let modelParameter = Operation.Parameter.query(
    "model", modelChoice, "`auto` by default.", example: "EASE")

  private static let ranked: [JSONSchema.Field] = [
    .required("result", .list(.scoredMovie)), .required("count", .integer()),
  ]
  private static let countedAt = JSONSchema.Field.required("counted_at", .nullable(.time), "The time of the count.")

  static let movieExample = #"{"id":50,"title":"Star Wars","genre":"Action, Adventure","date":"1977-01-01"}"#
  static let scoredExample =
    #"{"id":181,"title":"Return of the Jedi","genre":"Action, Adventure","date":"1997-01-01","score":0.41}"#
}
