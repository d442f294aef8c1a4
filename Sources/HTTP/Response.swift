/// One HTTP answer.
package struct Response {
  /// Writes a body in pieces, with `write`, which answers false where nobody takes any more; then so does the stream.
  /// Throws where it cannot go on. Either way the body is not whole, and the client must learn of it by a connection
  /// that breaks off.
  package typealias Stream = (_ write: (_ piece: [UInt8]) -> Bool) throws(HTTPError) -> Bool

  package var status: Status
  /// Besides `Content-Type` and `Content-Length`, in order.
  package var headers: [(name: String, value: String)]
  package var contentType: String
  /// Empty for `204`.
  package var body: [UInt8]
  /// What follows the head in place of `body`, where that would be too long to hold; nil for most answers.
  package var stream: Stream?
  /// What was wrong with the request; nil if nothing was.
  package var error: ErrorCode?
  /// What only the log may know of a failure. Never sent.
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
