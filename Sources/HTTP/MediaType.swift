/// What the headers of a request say of its body.
enum MediaType {
  /// Throws `UNSUPPORTED_MEDIA_TYPE`, which says what is wrong, for anything but JSON in UTF-8 as it is.
  ///
  /// `application/json` may come in any case, with or without parameters (RFC 9110 §8.3.1), of which only a `charset`
  /// that is not UTF-8 says something that could not be done.
  static func expectJSON(_ request: Request) throws(HTTPError) {
    // As nearly every client writes it.
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

  /// RFC 9110 §15.5.16: the answer says in a header what would do.
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
