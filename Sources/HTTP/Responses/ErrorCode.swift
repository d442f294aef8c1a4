/// The error codes of the HTTP contract (part 3), and the status of each.
package enum ErrorCode: String, CaseIterable, Sendable {
  case missingData = "MISSING_DATA"
  case missingContext = "MISSING_CONTEXT"
  case missingModel = "MISSING_MODEL"
  case missingField = "MISSING_FIELD"
  case invalidModel = "INVALID_MODEL"
  case invalidContext = "INVALID_CONTEXT"
  case invalidField = "INVALID_FIELD"
  case invalidJSON = "INVALID_JSON"
  case invalidCredentials = "INVALID_CREDENTIALS"
  case missingToken = "MISSING_TOKEN"
  case invalidToken = "INVALID_TOKEN"
  case tokenExpired = "TOKEN_EXPIRED"
  case forbidden = "FORBIDDEN"
  case notFound = "NOT_FOUND"
  case modelNotFound = "MODEL_NOT_FOUND"
  case methodNotAllowed = "METHOD_NOT_ALLOWED"
  case userExists = "USER_EXISTS"
  case eventConflict = "EVENT_CONFLICT"
  case payloadTooLarge = "PAYLOAD_TOO_LARGE"
  case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
  case rateLimited = "RATE_LIMITED"
  case internalError = "INTERNAL_ERROR"
  case apiError = "API_ERROR"
  case databaseUnavailable = "DATABASE_UNAVAILABLE"
  case overloaded = "OVERLOADED"
  case badRequest = "BAD_REQUEST"
  case headersTooLarge = "HEADERS_TOO_LARGE"
  // Only nginx sends these, for requests that do not reach a worker.
  case lengthRequired = "LENGTH_REQUIRED"
  case uriTooLong = "URI_TOO_LONG"
  case preconditionFailed = "PRECONDITION_FAILED"
  case misdirectedRequest = "MISDIRECTED_REQUEST"
  case notImplemented = "NOT_IMPLEMENTED"
  case versionNotSupported = "HTTP_VERSION_NOT_SUPPORTED"
  case serviceUnavailable = "SERVICE_UNAVAILABLE"

  /// Index in `allCases`, for counters.
  package var position: Int { Self.positions[self] ?? 0 }
  private static let positions = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))

  package var status: Status {
    switch self {
    case .missingData, .missingContext, .missingModel, .missingField: .badRequest
    case .invalidModel, .invalidContext, .invalidField, .invalidJSON: .badRequest
    case .invalidCredentials, .missingToken, .invalidToken, .tokenExpired: .unauthorized
    case .forbidden: .forbidden
    case .notFound, .modelNotFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .userExists, .eventConflict: .conflict
    case .payloadTooLarge: .contentTooLarge
    case .unsupportedMediaType: .unsupportedMediaType
    case .rateLimited: .tooManyRequests
    case .internalError: .internalServerError
    case .apiError, .databaseUnavailable, .overloaded, .serviceUnavailable: .serviceUnavailable
    case .badRequest: .badRequest
    case .headersTooLarge: .headersTooLarge
    case .lengthRequired: .lengthRequired
    case .uriTooLong: .uriTooLong
    case .preconditionFailed: .preconditionFailed
    case .misdirectedRequest: .misdirected
    case .notImplemented: .notImplemented
    case .versionNotSupported: .versionNotSupported
    }
  }
}
