import Credentials
import Domain
import HTTP
import JSON

/// `GET /api/auth/user`
let currentUser = together(
  prepare: { (request, services) throws(HTTPError) in
    try Query.expectNone(request)
    return try services.session(of: request)
  },
  work: { sessions, services in
    services.sessions.identities(of: sessions).map { $0.mapError(HTTPError.init) }
  },
  respond: { (identity) throws(HTTPError) in
    .personal(.ok) { json in json.field("user") { identity.user.write(to: &$0) } }
  })

/// `PATCH /api/auth/user`: changes the fields that are given (RFC 7396: `null` clears `age` or `gender`). A new
/// `username` or `email` needs the `password`.
@Sendable func updateUser(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try services.check(session)
  let user = session.user
  var body = try Body(
    request, allowed: ["username", "email", "age", "gender", "password"], nullable: ["age", "gender"])
  var changes = UserChanges()
  changes.username = body.string("username", AccountFields.username)
  changes.email = body.string("email", AccountFields.email)
  changes.age = body.fact("age") { body, name in body.integer(name, in: AccountFields.ages).map { Int($0) } }
  changes.gender = body.fact("gender") { body, name in body.string(name, AccountFields.gender) }
  if let username = changes.username, !body.hasFaults { try services.refuseLookAlike(of: username, for: user) }
  let changesLogin = body["username"] != nil || body["email"] != nil
  let password = changesLogin ? body.requiredString("password") : ""
  if let field = AccountFields.field(saying: password, username: changes.username, email: changes.email) {
    body.refuse(field, "must not be the password")
  }
  if !changesLogin, body["password"] != nil {
    body.refuse("password", "is only allowed with 'username' or 'email'; POST /api/auth/password changes it")
  }
  try body.check()
  var confirmed: ConfirmedPassword?
  if changesLogin {
    let place = try services.placeToHash(request, isKnown: true)
    confirmed = try services.confirm(password, of: user, place)
  }
  let changed = try stored(try services.users.update(user, changes, confirmed: confirmed))
  guard let changed else { throw confirmed == nil ? HTTPError(.missing(.user)) : .wrongPassword }
  return .personal(.ok) { json in
    json.field("message", "The profile has been changed.")
    json.field("user") { changed.write(to: &$0) }
  }
}

/// `POST /api/auth/password`: changes the password and ends the user's other sessions.
///
/// An impossible value in the user's row prevents neither this nor a deletion.
@Sendable func changePassword(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try services.check(session)
  let facts = try stored(try services.users.facts(of: session.user, rejected: { _ in }))
  var body = try Body(request, allowed: ["current_password", "new_password"])
  let current = body.requiredString("current_password")
  let new = body.requiredString("new_password") { (text) throws(HTTPError) in
    try AccountFields.newPassword(text, "new_password", username: facts?.username, email: facts?.email)
  }
  if new == current { body.refuse("new_password", "must not be the current password") }
  try body.check()
  let place = try services.placeToHash(request, isKnown: true)
  let confirmed = try services.confirm(current, of: session.user, place)
  let hash = place.hash(new)
  let isChanged = try stored(try services.users.changePassword(confirmed, to: hash, keeping: session.id))
  guard isChanged else { throw .wrongPassword }
  return Response(.noContent)
}

/// `DELETE /api/auth/user`: closes the account at once and permanently removes everything stored about the user.
@Sendable func deleteUser(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try services.check(session)
  var body = try Body(request, allowed: ["password"])
  let password = body.requiredString("password")
  try body.check()
  let place = try services.placeToHash(request, isKnown: true)
  let confirmed = try services.confirm(password, of: session.user, place)
  let isDeleted = try stored(try services.users.delete(confirmed, at: services.now))
  guard isDeleted else { throw .wrongPassword }
  return Response(.noContent)
}

extension Body {
  /// Nil if the field is absent; `null` clears the fact.
  fileprivate mutating func fact<Value>(
    _ name: String, _ read: (inout Body, String) -> Value?
  ) -> UserChanges.Fact<Value>? {
    self[name] == .null ? .clear : read(&self, name).map(UserChanges.Fact.set)
  }
}
