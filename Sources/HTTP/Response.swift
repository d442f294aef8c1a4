/// One HTTP answer.
package struct Response: Sendable {
  package var status: Status
  /// Besides `Content-Type` and `Content-Length`, in order.
  package var headers: [(name: String, value: String)]
  /// JSON, or empty for `204`.
  package var body: [UInt8]
  /// What only the log may know of a failure. Never sent.
  package var cause: String?

  package init(
    _ status: Status = .ok, headers: [(name: String, value: String)] = [], body: [UInt8] = [], cause: String? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.cause = cause
  }
}
