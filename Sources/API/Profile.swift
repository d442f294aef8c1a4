import Credentials
import Domain
import HTTP
import JSON

/// `GET /api/auth/user`
@Sendable func currentUser(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  _ = try Query(request, allowed: [])
  let user = try services.user(of: request)
  return .personal(.ok) { json in json.field("user") { user.write(to: &$0) } }
}

/// `PATCH /api/auth/user`: changes what is given (RFC 7396: `null` forgets a fact, `age` or `gender`). What one logs in
/// with needs the `password`.
@Sendable func updateUser(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let user = try services.user(of: request)
  let body = try Body(
    request, allowed: ["username", "email", "age", "gender", "password"], nullable: ["age", "gender"])
  var changes = UserChanges()
  changes.username = try body.string("username").map(AccountFields.username)
  changes.email = try body.string("email").map(AccountFields.email)
  changes.age = try body.fact("age") { (body, name) throws(HTTPError) in
    try body.integer(name).map(AccountFields.age)
  }
  changes.gender = try body.fact("gender") { (body, name) throws(HTTPError) in
    try body.string(name).map(AccountFields.gender)
  }
  if let username = changes.username { try services.refuseLookAlike(of: username) }
  var confirmed: ConfirmedPassword?
  if changes.changesLogin {
    let password = try body.requiredString("password")
    if let field = AccountFields.field(saying: password, username: changes.username, email: changes.email) {
      throw .invalid(field, "must not be the password")
    }
    let place = try services.placeToHash(request, isKnown: true)
    confirmed = try services.confirm(password, of: user, place)
  } else if body["password"] != nil {
    throw .invalid("password", "goes only with 'username' or 'email'; POST /api/auth/password changes it")
  }
  let changed = try stored { () throws(StoreError) in
    try services.users.update(user.id, changes, confirmed: confirmed)
  }
  guard let changed else { throw confirmed == nil ? HTTPError(.missing(field: "user_id")) : .wrongPassword }
  return .personal(.ok) { json in
    json.field("message", "The profile has been changed.")
    json.field("user") { changed.write(to: &$0) }
  }
}

/// `POST /api/auth/password`: ends the user's other sessions.
@Sendable func changePassword(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let identity = try services.identity(of: request)
  let body = try Body(request, allowed: ["current_password", "new_password"])
  let current = try body.requiredString("current_password")
  let new = try AccountFields.newPassword(
    body.requiredString("new_password"), "new_password", username: identity.user.username, email: identity.user.email)
  guard new != current else { throw .invalid("new_password", "must not be the current one") }
  let place = try services.placeToHash(request, isKnown: true)
  let confirmed = try services.confirm(current, of: identity.user, place)
  let hash = place.hash(new)
  let isChanged = try stored { () throws(StoreError) in
    try services.users.changePassword(confirmed, to: hash, keeping: identity.session.id)
  }
  guard isChanged else { throw .wrongPassword }
  return Response(.noContent)
}

/// `DELETE /api/auth/user`: the account is shut at once, and everything that is held on the user goes, for good.
@Sendable func deleteUser(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let user = try services.user(of: request)
  let body = try Body(request, allowed: ["password"])
  let password = try body.requiredString("password")
  let place = try services.placeToHash(request, isKnown: true)
  let confirmed = try services.confirm(password, of: user, place)
  let isDeleted = try stored { () throws(StoreError) in try services.users.delete(confirmed, at: services.now) }
  guard isDeleted else { throw .wrongPassword }
  return Response(.noContent)
}

extension Body {
  /// Nil where the field is absent; `null` clears it.
  fileprivate func fact<Value>(
    _ name: String, _ read: (Body, String) throws(HTTPError) -> Value?
  ) throws(HTTPError) -> UserChanges.Fact<Value>? {
    if self[name] == .null { return .clear }
    return try read(self, name).map(UserChanges.Fact.set)
  }
}
