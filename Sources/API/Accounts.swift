import Credentials
import Domain
import HTTP
import JSON

/// `POST /api/auth/register`
@Sendable func register(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let body = try Body(request, allowed: ["username", "email", "password", "age", "gender"])
  let username = try AccountFields.username(body.requiredString("username"))
  let email = try AccountFields.email(body.requiredString("email"))
  let password = try AccountFields.password(body.requiredString("password"))
  let age = try AccountFields.age(body.integer("age"))
  let gender = try AccountFields.gender(body.string("gender"))
  let hash = Password.hash(password, cost: services.application.passwordCost)
  let new = NewUser(username: username, email: email, passwordHash: hash, age: age, gender: gender)
  let user = try stored { () throws(StoreError) in try services.users.register(new, at: services.now) }
  return session(.created, "The account has been created.", of: user, services)
}

/// `POST /api/auth/login`
@Sendable func login(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let body = try Body(request, allowed: ["username", "email", "password"])
  let login: String
  switch (try body.string("username"), try body.string("email")) {
  case (let username?, nil): login = username
  case (nil, let email?): login = email
  case (nil, nil): throw .missing("username")
  case (_?, _?): throw .invalid("email", "and 'username' cannot both be given")
  }
  let password = try body.requiredString("password")
  let account = try stored { () throws(StoreError) in try services.users.account(login: login) }
  // An unknown name takes as long as a wrong password, and gets the same answer.
  let hash = account?.passwordHash ?? Password.decoy(cost: services.application.passwordCost)
  guard Password.matches(password, hash), let account else {
    throw HTTPError(.invalidCredentials, "The username or the password is wrong.")
  }
  return session(.ok, "Welcome back.", of: account.user, services)
}

/// `GET /api/auth/user`
@Sendable func currentUser(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  _ = try Query(request, allowed: [])
  let user = try services.user(of: request)
  return .personal(.ok) { json in json.field("user") { user.write(to: &$0) } }
}

private func session(_ status: Status, _ message: String, of user: User, _ services: Services) -> Response {
  let now = services.now.seconds
  let lifetime = services.application.tokenLifetime
  let token = services.tokens.issue(Claims(subject: user.id, issuedAt: now, expiresAt: now + lifetime))
  return .personal(status) { json in
    json.field("message", message)
    json.field("user") { user.write(to: &$0) }
    json.field("token", token)
    json.field("expires_in", lifetime)
  }
}
