import HTTP

extension ErrorCode {
  /// When the code is answered, for people.
  var summary: String {
    switch self {
    case .missingData: "The body is missing or has no fields."
    case .missingContext: "`context` is missing or empty."
    case .missingModel: "`model` is missing."
    case .missingField: "A required field is missing; `details` names it."
    case .invalidModel: "There is no such model; `details` lists the known ones."
    case .invalidContext: "`context` is not a list of at most 1,000 movie ids, or none of them is known."
    case .invalidField: "A field or parameter is unknown or has an invalid value; `details` names it."
    case .invalidJSON: "The body is not valid JSON; `details` says where."
    case .invalidCredentials: "The username or the password is wrong."
    case .missingToken: "The `Authorization: Bearer …` header is missing."
    case .invalidToken: "The token is not valid, or its session has ended."
    case .tokenExpired: "The token has expired; refresh it."
    case .forbidden: "Access is denied, or the user's history is full."
    case .notFound: "There is no such endpoint or resource."
    case .modelNotFound: "The model has not been trained yet."
    case .methodNotAllowed: "The endpoint does not support the method; `Allow` lists those that it supports."
    case .userExists: "The username or the e-mail address is taken; `details` says which."
    case .eventConflict: "The `event_id` has been used for another interaction, or for one that has since been deleted."
    case .payloadTooLarge: "The body is larger than the endpoint accepts."
    case .unsupportedMediaType: "The body is not `application/json`, not UTF-8, or compressed; `details` says which."
    case .rateLimited: "Too many such requests in a short time; `Retry-After` says when to try again."
    case .internalError: "An internal error of the server."
    case .apiError: "The model's file cannot be used at the moment, or there is no usable model."
    case .databaseUnavailable: "The database is not available; `Retry-After` says when to try again."
    case .overloaded:
      "Too many passwords are being checked or long recommendations computed; `Retry-After` says when to try again."
    case .badRequest: "The request is not valid HTTP, or a request that only reads has a body."
    case .headersTooLarge: "The request has more than 100 headers, or more than 32 KiB of them."
    case .lengthRequired: "The request does not state the length of its body."
    case .uriTooLong: "The URI is longer than 8 KiB."
    case .preconditionFailed: "A file does not meet a precondition of the request."
    case .misdirectedRequest: "The connection was opened for another host."
    case .versionNotSupported: "This version of HTTP is not supported."
    case .notImplemented: "This way of sending a body is not supported."
    case .serviceUnavailable: "No server can answer; `Retry-After` says when to try again."
    }
  }
}
