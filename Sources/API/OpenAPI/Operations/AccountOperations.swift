import HTTP

extension OperationGroup {
  static let accounts = OperationGroup(
    name: "Accounts",
    summary: """
      An access token is sent as `Authorization: Bearer …` and is valid for a day; a refresh token gets the next \
      one, once. No cookies are used.
      """,
    operations: [
      Operation(
        method: "POST", path: "/api/auth/register", id: "register", summary: "Create an account and log in",
        body: .init(
          schema: .body(
            "RegisterRequest",
            [
              .required("username", username, usernameSummary), .required("email", email, emailSummary),
              .required("password", newPassword, newPasswordSummary), .optional("age", .integer(0...130), ageSummary),
              .optional("gender", gender, genderSummary),
            ]),
          example: #"{"username":"mara","email":"mara@example.org","password":"correct horse","age":34}"#),
        successes: [
          .json(.created, "The account and its tokens.", authenticated, example: authenticatedExample)
        ],
        errors: [.missingField, .userExists, .rateLimited, .overloaded, .databaseUnavailable]),
      Operation(
        method: "POST", path: "/api/auth/login", id: "logIn", summary: "Log in",
        details: """
          Takes either `username` or `email`; an e-mail address in `username` works, too. After wrong passwords, the \
          next attempt for a name has to wait, whether or not the account exists. A password set by an operator is \
          valid once: the session that it opens is for choosing a new one.
          """,
        body: .init(
          schema: .body(
            "LogInRequest",
            [
              .optional("username", .string(), "Either this or `email`."),
              .optional("email", .string(), "Either this or `username`."),
              .required("password", .string()),
            ],
            rules: [.if(.given("username"), then: [.absent("email")], otherwise: [.given("email")])]),
          example: #"{"username":"mara","password":"correct horse"}"#),
        successes: [
          .json("The account and its tokens.", authenticated, example: authenticatedExample)
        ],
        errors: [.missingField, .invalidCredentials, .rateLimited, .overloaded, .databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/auth/user", id: "currentUser", summary: "Show the account", access: .user,
        successes: [
          .json(
            "The account.", .object("UserAnswer", [.required("user", .user)]), example: #"{"user":\#(userExample)}"#)
        ]),
      Operation(
        method: "PATCH", path: "/api/auth/user", id: "updateUser", summary: "Change the account",
        details: """
          Absent fields stay as they are; `null` clears `age` or `gender`. A new `username` or `email` needs the \
          `password`, which is only allowed with them.
          """,
        access: .user,
        body: .init(
          schema: .body(
            "UpdateUserRequest",
            [
              .optional("username", username, usernameSummary), .optional("email", email, emailSummary),
              .optional("age", .integer(0...130), ageSummary), .optional("gender", gender, genderSummary),
              .optional("password", .string(), "Required with `username` or `email`, and only allowed with them."),
            ],
            rules: [
              .if(.given("username"), .given("email"), then: [.given("password")], otherwise: [.absent("password")])
            ]),
          example: #"{"age":35,"gender":null}"#),
        successes: [
          .json(
            "The changed account.",
            .object("ChangedUser", [.required("message", .string()), .required("user", .user)]),
            example: #"{"message":"The profile has been changed.","user":\#(userExample)}"#)
        ],
        errors: [.missingField, .invalidCredentials, .userExists, .rateLimited, .overloaded]),
      Operation(
        method: "DELETE", path: "/api/auth/user", id: "deleteUser", summary: "Delete the account",
        details: "Permanently removes everything stored about the user.", access: .user,
        body: .init(
          schema: passwordConfirmation, example: #"{"password":"correct horse"}"#),
        successes: [.empty("The account has been deleted.")],
        errors: [.missingField, .invalidCredentials, .rateLimited, .overloaded]),
      Operation(
        method: "POST", path: "/api/auth/password", id: "changePassword", summary: "Change the password",
        details: "Ends the user's other sessions.", access: .user,
        body: .init(
          schema: .body(
            "ChangePasswordRequest",
            [.required("current_password", .string()), .required("new_password", newPassword, newPasswordSummary)]),
          example: #"{"current_password":"correct horse","new_password":"battery staple"}"#),
        successes: [.empty("The password has been changed.")],
        errors: [.missingField, .invalidCredentials, .rateLimited, .overloaded]),
      Operation(
        method: "POST", path: "/api/auth/export", id: "exportUser", summary: "Export everything stored about the user",
        access: .user,
        body: .init(
          schema: passwordConfirmation, example: #"{"password":"correct horse"}"#),
        successes: [
          .json(
            """
            A snapshot of one moment. Lists are complete, however long, except for `left_out` rows; interactions come \
            oldest first.
            """,
            export,
            example: #"""
              {"user":\#(userExample),"sessions":[],"interactions":[],"deleted_event_ids":[],\#
              "ratings":[{"movie_id":50,"rating":5,"rated_at":"2026-11-23T10:15:30Z"}],"watchlist":[],"dismissals":[],\#
              "recommendations":[],"imports":[],\#
              "left_out":0,"exported_at":"2026-11-23T10:20:00Z"}
              """#)
        ],
        errors: [.missingField, .invalidCredentials, .rateLimited, .overloaded]),
      Operation(
        method: "GET", path: "/api/auth/user/ratings.csv", id: "ratingsFile",
        summary: "The user's ratings as CSV, in the layout that Letterboxd imports",
        details: """
          Letterboxd takes at most 1 MB at a time, so an answer has less. If ratings are left, the header `Link` with \
          `rel="next"` has the address of the next part.
          """,
        access: .user,
        parameters: [.query("after", .id, "Only movies with higher ids.", example: "50")],
        successes: [
          .init(
            status: .ok, summary: "`tmdbID,imdbID,Title,Year,Rating,WatchedDate`", contentTypes: ["text/csv"],
            schema: .string(), example: "")
        ]),
    ])

  private static let username = JSONSchema.string(length: 3...32, pattern: "^[^@]+$")
  private static let usernameSummary = """
    Visible characters of one script, without `@`, a space at either end or a combining mark at the beginning; unique \
    regardless of case and accents, and not one that looks like another user's.
    """
  private static let email = JSONSchema.string(length: 3...254, pattern: emailPattern)
  private static let emailPattern =
    #"^[^@\s.]+(\.[^@\s.]+)*@[^@\s.-]([^@\s.]*[^@\s.-])?(\.[^@\s.-]([^@\s.]*[^@\s.-])?)*$"#
  private static let emailSummary = """
    At most 254 bytes; no empty part between dots, and no part of the domain begins or ends with a hyphen; unique \
    regardless of case.
    """
  private static let newPassword = JSONSchema.string(length: 8...72)
  private static let newPasswordSummary =
    "At least 8 characters and at most 72 bytes in UTF-8; not a common password, the username or the e-mail address."
  private static let passwordConfirmation = JSONSchema.body("PasswordConfirmation", [.required("password", .string())])
  private static let gender = JSONSchema.string(length: 1...32)
  private static let ageSummary = "In years. Neural models use the age group, if it is known."
  private static let genderSummary = """
    Free text of visible characters. Neural models use `F` or `M`, or `female` or `male`, regardless of case, and no \
    other value.
    """

  private static let authenticated = JSONSchema.object(
    "Authenticated",
    [.required("message", .string()), .required("user", .user)] + SessionSchemas.tokens + [
      .optional("must_change_password", .boolean, "True if this password cannot be used again.")
    ])

  private static let export = JSONSchema.object(
    "UserExport",
    [
      .required(
        "user",
        .object(
          "ExportedUser",
          [
            .required("id", .id), .required("username", .nullable(.string())),
            .required("email", .nullable(.string())), .required("age", .nullable(.integer(0...130))),
            .required("gender", .nullable(.string())), .required("created_at", .nullable(.time)),
          ]), "A field with an impossible value is null."),
      .required(
        "sessions",
        .list(
          .object(
            "ExportedSession",
            SessionSchemas.sessionFields + [.required("expires_at", .time, "Later if it is used before then.")]))),
      .required(
        "interactions",
        .list(
          .object(
            "ExportedInteraction",
            JSONSchema.interactionFields + [
              .required("event_id", .nullable(.string(format: "uuid"))),
              .required(
                "recommendation_id", .nullable(.string(format: "uuid")), "The list that it followed from or is part of."
              ),
              .required("place", .nullable(.integer(0...127)), "The movie's place in that list, from 0."),
            ],
            rules: [JSONSchema.ratingRule]))),
      .required(
        "deleted_event_ids", .list(.string(format: "uuid")), "Of deleted interactions; they cannot be used again."),
      .required(
        "ratings",
        .list(
          .object(
            "ExportedRating",
            [.required("movie_id", .id), .required("rating", .number(0.5...5)), .required("rated_at", .time)]))),
      .required(
        "watchlist",
        .list(
          .object("ExportedWatchlistEntry", [.required("movie_id", .id), .required("added_at", .time)]))),
      .required(
        "dismissals",
        .list(
          .object(
            "ExportedDismissal",
            [
              .required("movie_id", .id), .required("reason", .dismissalReason),
              .required("dismissed_at", .time),
            ]))),
      .required("recommendations", .list(.recordedRecommendation)),
      .required("imports", .list(OperationGroup.exportedImport)),
      .required(
        "left_out", .integer(),
        """
        How many rows, and fields of `user`, are missing because the database holds an impossible value in them, such \
        as a date that does not exist. The operator's log names them with the id of the request.
        """),
      .required("exported_at", .time),
    ])

  private static let userExample = #"""
    {"id":944,"username":"mara","email":"mara@example.org","age":34,"gender":null,\#
    "created_at":"2026-11-23T10:15:30Z"}
    """#

  private static let authenticatedExample =
    #"{"message":"Welcome back.","user":\#(userExample),\#(SessionSchemas.tokensExample)}"#
}
