/// An HTTP response.
package struct Response {
  /// Writes a body in pieces. `write` returns false if the client has gone; the stream then stops and returns false,
  /// too. It throws if it cannot go on. In both cases the body is incomplete, and the connection must be cut off so
  /// that the client notices.
  package typealias Stream = (_ write: (_ piece: [UInt8]) -> Bool) throws(HTTPError) -> Bool

  package var status: Status
  /// Headers other than `Content-Type` and `Content-Length`, in order.
  package var headers: [(name: String, value: String)]
  package var contentType: String
  /// Empty for `204`.
  package var body: [UInt8]
  /// Replaces `body` if that would be too long to keep in memory; nil for most responses.
  package var stream: Stream?
  /// Whether it is sent a moment later. A client that repeats the request as soon as it is answered then does not keep
  /// the server busy.
  package var isDelayed = false
  /// The error code; nil if the request succeeded.
  package var error: ErrorCode?
  /// Cause of a failure, for the log only. Never sent.
  package var cause: String?

  package init(
    _ status: Status = .ok, headers: [(name: String, value: String)] = [],
    contentType: String = "application/json", body: [UInt8] = [], error: ErrorCode? = nil, cause: String? = nil
  ) {
    self.status = status
    self.headers = headers
    self.contentType = contentType
    self.body = body
    self.error = error
    self.cause = cause
  }
}
