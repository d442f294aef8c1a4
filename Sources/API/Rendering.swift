import Domain
import HTTP
import JSON

extension Response {
  /// An object with a token or personal data, which no cache may store.
  static func personal(_ status: Status, _ fields: (inout JSONWriter) -> Void) -> Response {
    Response(status, headers: [("Cache-Control", "no-store")], body: JSONWriter.object(fields))
  }
}

extension Request {
  /// Headers of an answer that is personal if the request has a token, so that no cache stores it then.
  var personalHeaders: [(name: String, value: String)] {
    authorization == nil ? [] : [("Cache-Control", "no-store")]
  }

  /// The `{id}` of the path; nil unless it is a whole number in its canonical spelling.
  var idInPath: Int64? { parameters["id"].flatMap { text in Int64(text).flatMap { String($0) == text ? $0 : nil } } }
}

extension JSONWriter {
  /// Writes a time in RFC 3339.
  mutating func field(_ name: StaticString, _ time: Timestamp?) {
    field(name) { json in
      guard let time else { return json.null() }
      json.ascii(Timestamp.rfc3339Length) { time.writeRFC3339(to: $0) }
    }
  }
}

extension User {
  func write(to json: inout JSONWriter) { UserFacts(self).write(of: id, to: &json) }
}

extension UserFacts {
  func write(of user: UserID, to json: inout JSONWriter) {
    json.object { json in
      json.field("id", user)
      json.field("username", username)
      json.field("email", email)
      json.field("age", age)
      json.field("gender", gender)
      json.field("created_at", createdAt)
    }
  }
}

extension Interaction {
  func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0) } }

  func writeMembers(to json: inout JSONWriter) {
    json.field("id", id)
    json.field("user_id", user)
    json.field("movie_id", movie)
    json.field("interaction_type", kind.rawValue)
    json.field("rating", rating?.stars)
    json.field("created_at", createdAt)
  }
}
