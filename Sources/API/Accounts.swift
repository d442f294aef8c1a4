import Credentials
import Domain
import HTTP
import JSON

/// `POST /api/auth/register`
@Sendable func register(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let body = try Body(request, allowed: ["username", "email", "password", "age", "gender"])
  let username = try AccountFields.username(body.requiredString("username"))
  let email = try AccountFields.email(body.requiredString("email"))
  let password = try AccountFields.newPassword(body.requiredString("password"), username: username, email: email)
  let age = try body.integer("age").map(AccountFields.age)
  let gender = try body.string("gender").map(AccountFields.gender)
  let place = try services.placeToHash()
  let hash = place.hash(password)
  let new = NewUser(username: username, email: email, passwordHash: hash, age: age, gender: gender)
  let user = try stored { () throws(StoreError) in try services.users.register(new, at: services.now) }
  return try login(of: user, .created, "The account has been created.", request, services)
}

/// `POST /api/auth/login`
@Sendable func login(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let body = try Body(request, allowed: ["username", "email", "password"])
  let name: String
  switch (try body.string("username"), try body.string("email")) {
  case (let username?, nil): name = AccountFields.normalised(username)
  case (nil, let email?): name = email
  case (nil, nil): throw .missing("username")
  case (_?, _?): throw .invalid("email", "and 'username' cannot both be given")
  }
  let password = try body.requiredString("password")
  let place = try services.placeToHash()
  let account = try stored { () throws(StoreError) in try services.users.account(login: name) }
  // An unknown name takes as long as a wrong password, and gets the same answer.
  guard try services.matches(password, account?.passwordHash, for: .login(name), place), let account else {
    throw HTTPError(.invalidCredentials, "The username or the password is wrong.")
  }
  return try login(of: account.user, .ok, "Welcome back.", request, services)
}

/// Opens a session, and answers with the user and its tokens.
private func login(
  of user: User, _ status: Status, _ message: String, _ request: Request, _ services: Services
) throws(HTTPError) -> Response {
  let tokens = try Tokens.open(for: user, request, services)
  return .personal(status) { json in
    json.field("message", message)
    json.field("user") { user.write(to: &$0) }
    tokens.writeMembers(to: &json)
  }
}
