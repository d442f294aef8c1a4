/// Checks the headers that describe the body of a request.
enum MediaType {
  /// Throws `UNSUPPORTED_MEDIA_TYPE` with the reason unless the body is declared as uncompressed JSON in UTF-8.
  ///
  /// `application/json` may be in any case (RFC 9110 §8.3.1). Parameters are ignored, except a charset other than
  /// UTF-8, which is refused.
  static func expectJSON(_ request: Request) throws(HTTPError) {
    // Fast path for the form that nearly every client sends.
    if request.contentType == "application/json", request.contentEncoding == nil { return }
    try expectUncompressed(request)
    let parts = request.contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false)
      .map(HeaderParameters.trimmed)
    guard parts.first == "application/json" else { throw other(request, expected: "application/json") }
    let names = parts.dropFirst().filter { $0.hasPrefix("charset") }.map { $0.filter { !" \t\"".contains($0) } }
    if let name = names.first(where: { !["charset=utf-8", "charset=utf8"].contains($0) }) {
      throw unsupported("The body must be in UTF-8.", String(name).shortened, "Accept", "application/json")
    }
  }

  /// The boundary of a body that is declared as uncompressed `multipart/form-data`. Throws `UNSUPPORTED_MEDIA_TYPE`.
  static func boundary(of request: Request) throws(HTTPError) -> String {
    try expectUncompressed(request)
    let (type, parameters) = HeaderParameters.parse(request.contentType)
    // RFC 2046 §5.1.1.
    guard type == "multipart/form-data", let boundary = parameters["boundary"], (1...70).contains(boundary.utf8.count)
    else { throw other(request, expected: "multipart/form-data") }
    return boundary
  }

  private static func expectUncompressed(_ request: Request) throws(HTTPError) {
    let codings = (request.contentEncoding ?? "").split(separator: ",")
      .map { HeaderParameters.trimmed($0).lowercased() }
    if let coding = codings.first(where: { !["identity", ""].contains($0) }) {
      throw unsupported(
        "The body must not be compressed.", "Content-Encoding: \(coding.shortened)", "Accept-Encoding", "identity")
    }
  }

  private static func other(_ request: Request, expected: String) -> HTTPError {
    let type =
      request.contentType.isEmpty ? "there is no Content-Type" : "Content-Type: \(request.contentType.shortened)"
    return unsupported("The body must be \(expected).", type, "Accept", expected)
  }

  /// The response names in a header what would be accepted (RFC 9110 §15.5.16).
  private static func unsupported(
    _ message: String, _ details: String, _ header: String, _ value: String
  ) -> HTTPError {
    var error = HTTPError(.unsupportedMediaType, message, details: details)
    error.headers.append((header, value))
    return error
  }
}
