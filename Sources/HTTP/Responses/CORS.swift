/// Lets pages of other sites call the API from a browser (Fetch standard, §3.2 "HTTP CORS protocol").
///
/// Credentials in the sense of that standard, such as cookies, are never allowed: a page sends its token itself.
package struct CORS: Sendable {
  /// Origins as browsers write them: `https://films.example`, `http://localhost:3000`.
  private let origins: Set<String>

  /// - Parameter origins: the allowed origins; empty if no other site is allowed.
  package init(origins: [String]) { self.origins = Set(origins) }

  /// Adds the headers that let the page that sent the request read the response.
  package func permit(_ response: Response, to request: Request) -> Response {
    guard !origins.isEmpty else { return response }
    var response = response
    // Without it a cache could serve the response, with its permission, to a page of another origin.
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
      response.headers.append(("Access-Control-Max-Age", "\(Self.maximumAge.components.seconds)"))
    }
    return response
  }

  /// How long a browser may cache the preflight response.
  private static let maximumAge = Duration.seconds(600)
}
