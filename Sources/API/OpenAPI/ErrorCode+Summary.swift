import HTTP

extension ErrorCode {
  /// What the code means, for the description of the API.
  var summary: String {
    switch self {
    case .missingData: "The body is absent or has no fields."
    case .missingContext: "`context` is absent or empty."
    case .missingModel: "`model` is absent."
    case .missingField: "A required field is absent; `details` names it."
    case .invalidModel: "No such model exists; `details` lists the models."
    case .invalidContext: "`context` is not a list of at most 1,000 film ids, or none of them is known."
    case .invalidField: "Unknown field or parameter, or invalid value; `details` names it."
    case .invalidJSON: "The body is not JSON; `details` says where."
    case .invalidCredentials: "The name or the password is wrong."
    case .missingToken: "The header `Authorization: Bearer …` is absent."
    case .invalidToken: "The token is not valid, or its session has ended."
    case .tokenExpired: "The token has expired; refresh it."
    case .forbidden: "Access denied, or the history holds as many interactions as it may."
    case .notFound: "No such endpoint or resource exists."
    case .modelNotFound: "The model has not been trained yet."
    case .methodNotAllowed: "The endpoint does not support the method; `Allow` lists those that it does."
    case .userExists: "The name or the e-mail is taken; `details` says which."
    case .eventConflict: "The `event_id` was used before with another body."
    case .payloadTooLarge: "The body has more than 1 MiB."
    case .unsupportedMediaType: "The body is not `application/json`, not in UTF-8, or compressed; `details` says which."
    case .rateLimited: "Too many such requests within a short time; `Retry-After` says when to try again."
    case .internalError: "An error of the server."
    case .apiError: "The file of the model, or of every model, cannot be used at the moment."
    case .databaseUnavailable: "The database does not answer; `Retry-After` says when to try again."
    case .overloaded:
      "Too many password checks or long recommendations at once; `Retry-After` says when to try again."
    case .badRequest: "The request is not valid HTTP, or a request that reads has a body."
    case .headersTooLarge: "There are more than 100 headers, or 32 KiB of them."
    case .lengthRequired: "The request has no Content-Length."
    case .uriTooLong: "The address has more than 8 KiB."
    case .preconditionFailed: "The file does not meet the conditions of the request."
    case .misdirectedRequest: "The connection is for another host."
    case .versionNotSupported: "This version of HTTP is not supported."
    case .notImplemented: "The transfer encoding is not supported."
    case .serviceUnavailable: "No server can answer; `Retry-After` says when to try again."
    }
  }
}
