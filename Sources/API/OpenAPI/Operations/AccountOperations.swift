import HTTP

extension OperationGroup {
  static let accounts = OperationGroup(
    name: "Accounts",
    summary: """
      An access token goes into `Authorization: Bearer …` and lives for a day; a refresh token gets the next one, once. No \
      cookie is set or read.
      """,
    operations: [
      Operation(
        method: "POST", path: "/api/auth/register", id: "register", summary: "Make an account and log in",
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
          .json(.created, "The account, and its tokens.", authenticated, example: authenticatedExample)
        ],
        errors: [.missingField, .userExists, .rateLimited, .overloaded, .databaseUnavailable]),
      Operation(
        method: "POST", path: "/api/auth/login", id: "logIn", summary: "Log in",
        details: """
          With `username` or `email`, one of them; an e-mail in `username` works too. After wrong passwords a name has to \
          wait, whether or not there is such an account. A password that an operator gave is good once: the session that \
          it opens is there to choose another.
          """,
        body: .init(
          schema: .body(
            "LogInRequest",
            [
              .optional("username", .string(), "Or `email`."), .optional("email", .string(), "Or `username`."),
              .required("password", .string()),
            ],
            rules: [.if(.given("username"), then: [.absent("email")], otherwise: [.given("email")])]),
          example: #"{"username":"mara","password":"correct horse"}"#),
        successes: [
          .json("The account, and its tokens.", authenticated, example: authenticatedExample)
        ],
        errors: [.missingField, .invalidCredentials, .rateLimited, .overloaded, .databaseUnavailable]),
      Operation(
        method: "GET", path: "/api/auth/user", id: "currentUser", summary: "The account", access: .user,
        successes: [
          .json(
            "The account.", .object("UserAnswer", [.required("user", .user)]), example: #"{"user":\#(userExample)}"#)
        ]),
      Operation(
        method: "PATCH", path: "/api/auth/user", id: "updateUser", summary: "Change the account",
        details: """
          What is absent stays; `null` forgets `age` or `gender`. A new `username` or `email` needs the `password`, which \
          goes with nothing else.
          """,
        access: .user,
        body: .init(
          schema: .body(
            "UpdateUserRequest",
            [
              .optional("username", username, usernameSummary), .optional("email", email, emailSummary),
              .optional("age", .integer(0...130), ageSummary), .optional("gender", gender, genderSummary),
              .optional("password", .string(), "With `username` or `email`, and only with one of them."),
            ],
            rules: [
              .if(.given("username"), .given("email"), then: [.given("password")], otherwise: [.absent("password")])
            ]),
          example: #"{"age":35,"gender":null}"#),
        successes: [
          .json(
            "The account as it is now.",
            .object("ChangedUser", [.required("message", .string()), .required("user", .user)]),
            example: #"{"message":"The profile has been changed.","user":\#(userExample)}"#)
        ],
        errors: [.missingField, .invalidCredentials, .userExists, .rateLimited, .overloaded]),
      Operation(
        method: "DELETE", path: "/api/auth/user", id: "deleteUser", summary: "Delete the account",
        details: "Everything that is held on the user goes, for good.", access: .user,
        body: .init(
          schema: passwordConfirmation, example: #"{"password":"correct horse"}"#),
        successes: [.empty("The account is gone.")],
        errors: [.missingField, .invalidCredentials, .rateLimited, .overloaded]),
      Operation(
        method: "POST", path: "/api/auth/password", id: "changePassword", summary: "Change the password",
        details: "Ends the user's other sessions.", access: .user,
        body: .init(
          schema: .body(
            "ChangePasswordRequest",
            [.required("current_password", .string()), .required("new_password", newPassword, newPasswordSummary)]),
          example: #"{"current_password":"correct horse","new_password":"battery staple"}"#),
        successes: [.empty("The password is another one.")],
        errors: [.missingField, .invalidCredentials, .rateLimited, .overloaded]),
      Operation(
        method: "POST", path: "/api/auth/export", id: "exportUser", summary: "Everything that is held on the user",
        access: .user,
        body: .init(
          schema: passwordConfirmation, example: #"{"password":"correct horse"}"#),
        successes: [
          .json(
            """
            As it is at one moment. Lists are whole, however long, but for `left_out` rows; interactions come oldest \
            first.
            """,
            export,
            example: #"""
              {"user":\#(userExample),"sessions":[],"interactions":[],"deleted_event_ids":[],\#
              "ratings":[{"movie_id":50,"rating":5,"rated_at":"2026-11-23T10:15:30Z"}],"recommendations":[],\#
              "left_out":0,"exported_at":"2026-11-23T10:20:00Z"}
              """#)
        ],
        errors: [.missingField, .invalidCredentials, .rateLimited, .overloaded]),
    ])

  private static let username = Schema.string(length: 3...32, pattern: "^[^@]+$")
  private static let usernameSummary = """
    Characters that can be seen, without `@`, a space at either end and an accent in front; unique whatever the case and \
    accents, and none that looks like another's.
    """
  private static let email = Schema.string(length: 3...254, pattern: emailPattern)
  private static let emailPattern =
    #"^[^@\s.]+(\.[^@\s.]+)*@[^@\s.-]([^@\s.]*[^@\s.-])?(\.[^@\s.-]([^@\s.]*[^@\s.-])?)*$"#
  private static let emailSummary = """
    At most 254 bytes, without empty parts between dots, nor a hyphen at either end of a part of the domain; unique \
    whatever the case.
    """
  /// Eight bytes are eight characters, or fewer of other alphabets than the Latin one.
  private static let newPassword = Schema.string(length: 2...72, pattern: #"^[\s\S]{8,}$|[^\x00-\x7F]"#)
  private static let newPasswordSummary = "8 to 72 bytes in UTF-8, none of the most common ones, and not the name."
  private static let passwordConfirmation = Schema.body("PasswordConfirmation", [.required("password", .string())])
  private static let gender = Schema.string(length: 1...32)
  private static let ageSummary = "In years. Neural models recommend by the age group, where it is known."
  private static let genderSummary = """
    Free text of characters that can be seen. Neural models recommend by `F` or `M`, or `female` or `male`, whatever the \
    case, and by no other.
    """

  private static let authenticated = Schema.object(
    "Authenticated",
    [.required("message", .string()), .required("user", .user)] + SessionSchemas.tokens + [
      .optional("must_change_password", .boolean, "True where this password cannot be used again.")
    ])

  private static let export = Schema.object(
    "UserExport",
    [
      .required("user", .user),
      .required(
        "sessions",
        .list(
          .object(
            "ExportedSession",
            SessionSchemas.sessionFields + [.required("expires_at", .time, "Unless it is used before.")]))),
      .required(
        "interactions",
        .list(
          .object(
            "ExportedInteraction",
            Schema.interactionFields + [.required("event_id", .nullable(.string(format: "uuid")))],
            rules: [Schema.ratingRule]))),
      .required(
        "deleted_event_ids", .list(.string(format: "uuid")), "Of interactions that were deleted: still used up."),
      .required(
        "ratings",
        .list(
          .object(
            "ExportedRating",
            [.required("movie_id", .id), .required("rating", .number(0.5...5)), .required("rated_at", .time)]))),
      .required("recommendations", .list(.recordedRecommendation)),
      .required(
        "left_out", .integer(),
        """
        How many rows are missing since the database holds what they cannot be, such as a date that the calendar does not \
        have. The operator's log names them under the request's id.
        """),
      .required("exported_at", .time),
    ])

  private static let userExample =
    #"{"id":944,"username":"mara","email":"mara@example.org","age":34,"gender":null,"created_at":"2026-11-23T10:15:30Z"}"#

  private static let authenticatedExample =
    #"{"message":"Welcome back.","user":\#(userExample),\#(SessionSchemas.tokensExample)}"#
}
