import Credentials
import HTTP

/// Answers that are the same for everybody: a client may keep one, asks each time whether it still holds, and gets 304
/// without a body if it does (RFC 9110 §8.8.3 and §13.1.2).
enum EntityTag {
  /// Of the answer's bytes: nothing else is the same in every worker, and after a restored database and a new release,
  /// too.
  static func of(_ body: [UInt8]) -> String {
    let digits = sha256(body).prefix(8).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return "\"\(digits.joined())\""
  }

  /// - Parameter header: `If-None-Match`.
  static func isMatched(_ tag: String, by header: String) -> Bool {
    header.split(separator: ",").contains { part in
      let other = part.filter { $0 != " " && $0 != "\t" }
      // nginx makes the tag of what it compresses a weak one.
      return other == "*" || other == tag || other == "W/\(tag)"
    }
  }
}

/// `handler`, with a tag on what it answers; one that the handler gives itself is kept.
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
