import Credentials
import HTTP

/// Entity tags of answers that are the same for every client. A client may cache such an answer, revalidates it before
/// each use, and receives 304 without a body if it is unchanged (RFC 9110 §8.8.3 and §13.1.2).
enum EntityTag {
  /// A hash of the body. A version number would not do: all workers must agree on the tag, and it must change with the
  /// body even after a database restore or a new release.
  static func of(_ body: [UInt8]) -> String {
    let digits = sha256(body).prefix(8).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return "\"\(digits.joined())\""
  }

  /// - Parameter header: the value of `If-None-Match`.
  static func isMatched(_ tag: String, by header: String) -> Bool {
    header.split(separator: ",").contains { part in
      let other = part.filter { $0 != " " && $0 != "\t" }
      // nginx weakens the tag of a response that it compresses.
      return other == "*" || other == tag || other == "W/\(tag)"
    }
  }
}

/// Wraps a handler so that its answers have an `ETag`. A tag that the handler has set itself is kept.
func tagged(_ handler: @escaping Router<Services>.Handler) -> Router<Services>.Handler {
  { (request, services) throws(HTTPError) -> Response in
    var response = try handler(request, services)
    guard response.status == .ok else { return response }
    let tag: String
    if let known = response.headers.first(where: { $0.name == "ETag" })?.value {
      tag = known
    } else {
      tag = EntityTag.of(response.body)
      response.headers.append(("ETag", tag))
    }
    if !response.headers.contains(where: { $0.name == "Cache-Control" }) {
      response.headers.append(("Cache-Control", "no-cache"))
    }
    if let asked = request.ifNoneMatch, EntityTag.isMatched(tag, by: asked) {
      response.status = .notModified
      response.body = []
    }
    return response
  }
}
