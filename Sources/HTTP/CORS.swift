/// Which other sites' pages may call the API from a browser (the Fetch standard, §3.2 "HTTP CORS protocol").
///
/// Credentials in the sense of that standard, cookies above all, are never allowed: a page sends its token itself.
package struct CORS: Sendable {
  /// As browsers write them: `https://films.example`, `http://localhost:3000`.
  private let origins: Set<String>

  /// - Parameter origins: none for no other site.
  package init(origins: [String]) { self.origins = Set(origins) }

  /// Answers a request through `respond`, and says whether the page that sent it may read the answer.
  package func respond(to request: Request, _ respond: (Request) -> Response) -> Response {
    var response = respond(request)
    guard !origins.isEmpty else { return response }
    // What is kept on the way must not reach another site with the wrong permission.
    response.headers.append(("Vary", "Origin"))
    guard let origin = request.origin, origins.contains(origin) else { return response }
    response.headers.append(("Access-Control-Allow-Origin", origin))
    guard request.method == "OPTIONS", request.preflightMethod != nil else {
      response.headers.append(("Access-Control-Expose-Headers", "X-Request-ID, Retry-After"))
      return response
    }
    if let allowed = response.headers.first(where: { $0.name == "Allow" })?.value {
      response.headers.append(("Access-Control-Allow-Methods", allowed))
      response.headers.append(("Access-Control-Allow-Headers", "Authorization, Content-Type"))
      response.headers.append(("Access-Control-Max-Age", "\(Self.maximumAge)"))
    }
    return response
  }

  /// Seconds that a browser need not ask again.
  private static let maximumAge = 600
}
