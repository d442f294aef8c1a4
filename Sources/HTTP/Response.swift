/// One HTTP answer.
package struct Response: Sendable {
  package var status: Status
  /// Besides `Content-Type` and `Content-Length`, in order.
  package var headers: [(name: String, value: String)]
  package var contentType: String
  /// Empty for `204`.
  package var body: [UInt8]
  /// What only the log may know of a failure. Never sent.
  package var cause: String?

  package init(
    _ status: Status = .ok, headers: [(name: String, value: String)] = [],
    contentType: String = "application/json", body: [UInt8] = [], cause: String? = nil
  ) {
    self.status = status
    self.headers = headers
    self.contentType = contentType
    self.body = body
    self.cause = cause
  }
}
