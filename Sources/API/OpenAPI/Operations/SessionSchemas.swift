/// Sessions, and the tokens that a client receives when it logs in and when it refreshes.
enum SessionSchemas {
  static let session = JSONSchema.object("Session", sessionFields)

  static let sessionFields: [JSONSchema.Field] = [
    .required("id", .id), .required("created_at", .time), .required("last_used_at", .time),
    .required("user_agent", .nullable(.string(length: 0...255)), "The client's `User-Agent`."),
    .required("current", .boolean, "Whether this request belongs to it."),
  ]

  static let refreshed = JSONSchema.object("Tokens", tokens)

  static let tokens: [JSONSchema.Field] = [
    .required("token", .token, "The access token."),
    .required("expires_in", .integer(), "Its lifetime in seconds."),
    .required("refresh_token", .token, "Valid once, for the next access token."),
  ]

  static let tokensExample = #"""
    "token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI5NDQifQ.c2lnbmF0dXJl","expires_in":86400,\#
    "refresh_token":"MTc.cmVmcmVzaA"
    """#
}
