/// One HTTP request as nginx hands it over.
package struct Request: Sendable {
  /// In capitals, for example `GET`.
  package var method: String
  /// Still percent-encoded, without the query, for example `/api/movies/1`.
  package var path: String
  /// Still percent-encoded, without the question mark; empty where there is none.
  package var query: String
  /// The `Content-Type` header; empty where there is none.
  package var contentType: String
  /// The `Content-Encoding` header; nil where there is none.
  package var contentEncoding: String?
  /// The `Accept` header; nil where there is none.
  package var accept: String?
  /// The `If-None-Match` header; nil where there is none.
  package var ifNoneMatch: String?
  /// The `Authorization` header; nil where there is none.
  package var authorization: String?
  /// The `User-Agent` header; nil where there is none.
  package var userAgent: String?
  /// The `Origin` header, which browsers send from other sites' pages; nil where there is none.
  package var origin: String?
  /// The `Access-Control-Request-Method` header, with which a browser asks before it sends; nil where there is none.
  package var preflightMethod: String?
  package var body: [UInt8]
  /// The address that the request comes from, as nginx sees it; empty if it does not say.
  package var client: String
  /// nginx's id of the request, which stands in its log, in ours and in the answer's `X-Request-ID`.
  package var id: String
  /// When nginx passed it on, in microseconds since 1970; nil if nginx does not say.
  package var sentAt: Int64?
  /// What the route's `{name}` segments matched, percent-decoded. The router fills it.
  package var parameters: [String: String] = [:]

  package init(
    method: String, path: String, query: String = "", contentType: String = "", contentEncoding: String? = nil,
    accept: String? = nil, ifNoneMatch: String? = nil, authorization: String? = nil, userAgent: String? = nil,
    origin: String? = nil, preflightMethod: String? = nil, body: [UInt8] = [],
    client: String = "", id: String = "", sentAt: Int64? = nil
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
