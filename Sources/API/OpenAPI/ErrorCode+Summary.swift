import HTTP

extension ErrorCode {
  /// When it is answered, for a person.
  var summary: String {
    switch self {
    case .missingData: "There is no body, or one without fields."
    case .missingContext: "`context` is absent or empty."
    case .missingModel: "`model` is absent."
    case .missingField: "A field that is needed is absent; `details` names it."
    case .invalidModel: "There is no such model; `details` lists those that there are."
    case .invalidContext: "`context` is no list of at most 1,000 film ids, or none of them is known."
    case .invalidField: "A field or parameter is unknown or cannot be what it is; `details` names it."
    case .invalidJSON: "The body is not JSON; `details` says where."
    case .invalidCredentials: "The name or the password is wrong."
    case .missingToken: "There is no `Authorization: Bearer …` header."
    case .invalidToken: "The token is not one of ours, or its session has ended."
    case .tokenExpired: "The token has expired; refresh it."
    case .forbidden: "This is not for you; or your history holds as many interactions as it may."
    case .notFound: "There is no such endpoint or thing."
    case .modelNotFound: "The model has not been trained yet."
    case .methodNotAllowed: "The endpoint does not take the method; `Allow` lists those that it takes."
    case .userExists: "The name or the e-mail is taken; `details` says which."
    case .eventConflict: "The `event_id` was used before for something else."
    case .payloadTooLarge: "The body has more than 1 MiB."
    case .unsupportedMediaType: "The body is not `application/json`, not in UTF-8, or compressed; `details` says which."
    case .rateLimited: "Too many of these within a short time; `Retry-After` says when to come back."
    case .internalError: "A fault on our side."
    case .apiError: "The model's file cannot be used at the moment, or no model can."
    case .databaseUnavailable: "The database does not answer; `Retry-After` says when to come back."
    case .overloaded:
      "Too many passwords are being checked, or long recommendations made; `Retry-After` says when to come back."
    case .badRequest: "This is not HTTP as it should be, or a request to read has a body."
    case .headersTooLarge: "There are more than 100 headers, or 32 KiB of them."
    case .lengthRequired: "The request does not say how long its body is."
    case .uriTooLong: "The address has more than 8 KiB."
    case .preconditionFailed: "A file is not as the request wants it."
    case .misdirectedRequest: "The connection was opened to another host."
    case .versionNotSupported: "This version of HTTP is not supported."
    case .notImplemented: "This way of sending a body is not supported."
    case .serviceUnavailable: "No server can answer; `Retry-After` says when to come back."
    }
  }
}
