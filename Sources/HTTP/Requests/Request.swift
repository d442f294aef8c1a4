/// An HTTP request as nginx passes it on.
package struct Request: Sendable {
  /// In upper case, for example `GET`.
  package var method: String
  /// Still percent-encoded, without the query, for example `/api/movies/1`.
  package var path: String
  /// Still percent-encoded, without the question mark; empty if there is none.
  package var query: String
  /// The `Content-Type` header; empty if there is none.
  package var contentType: String
  /// The `Content-Encoding` header; nil if there is none.
  package var contentEncoding: String?
  /// The `Accept` header; nil if there is none.
  package var accept: String?
  /// The `If-None-Match` header; nil if there is none.
  package var ifNoneMatch: String?
  /// The `Authorization` header; nil if there is none.
  package var authorization: String?
  /// The `User-Agent` header; nil if there is none.
  package var userAgent: String?
  /// The `Origin` header, which browsers send from pages of other sites; nil if there is none.
  package var origin: String?
  /// The `Access-Control-Request-Method` header of a CORS preflight request; nil if there is none.
  package var preflightMethod: String?
  package var body: [UInt8]
  /// The address of the client, as nginx sees it; empty if nginx does not pass it.
  package var client: String
  /// The id that nginx gives the request. It is in nginx's log, in ours and in the response's `X-Request-ID`.
  package var id: String
  /// When nginx passed the request on, since 1970; nil if nginx does not pass it.
  package var sentAt: Duration?
  /// Percent-decoded values of the route's `{name}` segments, set by the router.
  package var parameters: [String: String] = [:]

  package init(
    method: String, path: String, query: String = "", contentType: String = "", contentEncoding: String? = nil,
    accept: String? = nil, ifNoneMatch: String? = nil, authorization: String? = nil, userAgent: String? = nil,
    origin: String? = nil, preflightMethod: String? = nil, body: [UInt8] = [],
    client: String = "", id: String = "", sentAt: Duration? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.contentType = contentType
    self.contentEncoding = contentEncoding
    self.accept = accept
    self.ifNoneMatch = ifNoneMatch
    self.authorization = authorization
    self.userAgent = userAgent
    self.origin = origin
    self.preflightMethod = preflightMethod
    self.body = body
    self.client = client
    self.id = id
    self.sentAt = sentAt
  }
}
