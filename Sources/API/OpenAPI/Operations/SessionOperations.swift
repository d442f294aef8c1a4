import HTTP

extension OperationGroup {
  static let sessions = OperationGroup(
    name: "Sessions",
    summary: """
      Each login opens a session, which ends at logout or when it is not used for long. Its tokens become invalid at \
      once.
      """,
    operations: [
      Operation(
        method: "POST", path: "/api/auth/refresh", id: "refresh", summary: "Get the next tokens",
        details: """
          A refresh token is valid once. In case the answer was lost, the same token gives the same successor for 10 \
          seconds; after that it ends the session, since somebody has a copy.
          """,
        body: .init(
          schema: .body("RefreshRequest", [.required("refresh_token", .string())]),
          example: #"{"refresh_token":"MTc.cmVmcmVzaA"}"#),
        successes: [
          .json("The next tokens.", SessionSchemas.refreshed, example: "{\(SessionSchemas.tokensExample)}")
        ],
        errors: [.missingField, .invalidToken, .rateLimited, .databaseUnavailable]),
      Operation(
        method: "POST", path: "/api/auth/logout", id: "logOut", summary: "End this session", access: .user,
        successes: [.empty("The session has ended.")]),
      Operation(
        method: "POST", path: "/api/auth/logout-all", id: "logOutEverywhere", summary: "End all sessions of the user",
        access: .user, successes: [.empty("The sessions have ended, including this one.")]),
      Operation(
        method: "GET", path: "/api/auth/sessions", id: "listSessions", summary: "The user's sessions, newest first",
        access: .user,
        successes: [
          .json(
            "All open sessions.",
            .object("SessionList", [.required("sessions", .list(SessionSchemas.session))]),
            example: #"""
              {"sessions":[{"id":17,"created_at":"2026-11-23T10:15:30Z","last_used_at":"2026-11-23T10:20:00Z",\#
              "user_agent":"Mozilla/5.0","current":true}]}
              """#)
        ]),
      Operation(
        method: "DELETE", path: "/api/auth/sessions/{id}", id: "endSession", summary: "End one of the user's sessions",
        access: .user, parameters: [.path("id", .id, "The session's id.", example: "17")],
        successes: [.empty("The session has ended.")], errors: [.notFound]),
    ])
}
