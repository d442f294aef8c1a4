/// Checks the headers that describe the body of a request.
enum MediaType {
  /// Throws `UNSUPPORTED_MEDIA_TYPE` with the reason unless the body is declared as uncompressed JSON in UTF-8.
  ///
  /// `application/json` may be in any case (RFC 9110 §8.3.1). Parameters are ignored, except a charset other than
  /// UTF-8, which is refused.
  static func expectJSON(_ request: Request) throws(HTTPError) {
    // Fast path for the form that nearly every client sends.
    if request.contentType == "application/json", request.contentEncoding == nil { return }
    let codings = (request.contentEncoding ?? "").split(separator: ",").map { trimmed($0).lowercased() }
    if let coding = codings.first(where: { !["identity", ""].contains($0) }) {
      throw unsupported(
        "The body must not be compressed.", "Content-Encoding: \(coding.shortened)", "Accept-Encoding", "identity")
    }
    let parts = request.contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
    guard parts.first == "application/json" else {
      let type =
        request.contentType.isEmpty ? "there is no Content-Type" : "Content-Type: \(request.contentType.shortened)"
      throw unsupported("The body must be application/json.", type, "Accept", "application/json")
    }
    let names = parts.dropFirst().filter { $0.hasPrefix("charset") }.map { $0.filter { !" \t\"".contains($0) } }
    if let name = names.first(where: { !["charset=utf-8", "charset=utf8"].contains($0) }) {
      throw unsupported("The body must be in UTF-8.", String(name).shortened, "Accept", "application/json")
    }
  }

  /// The response names in a header what would be accepted (RFC 9110 §15.5.16).
  private static func unsupported(
    _ message: String, _ details: String, _ header: String, _ value: String
  ) -> HTTPError {
    var error = HTTPError(.unsupportedMediaType, message, details: details)
    error.headers.append((header, value))
    return error
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = text.drop(while: isSpace)
    let count = start.reversed().prefix(while: isSpace).count
    return String(start.dropLast(count))
  }
}
