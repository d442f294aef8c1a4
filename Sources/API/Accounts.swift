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
  let account = Account(user: user, passwordHash: hash, isOneTime: false)
  return try login(to: account, .created, "The account has been created.", request, services)
}

/// `POST /api/auth/login`
@Sendable func login(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let body = try Body(request, allowed: ["username", "email", "password"])
  let name: String
  switch (try body.string("username"), try body.string("email")) {
  case (let username?, nil): name = username.nfc
  case (nil, let email?): name = email
  case (nil, nil): throw .missing("username")
  case (_?, _?): throw .invalid("email", "and 'username' cannot both be given")
  }
  let password = try body.requiredString("password")
  let place = try services.placeToHash()
  // The database takes names for equal that nobody could have registered: with invisible characters, for example.
  let account =
    AccountFields.canBeLogin(name)
    ? try stored { () throws(StoreError) in try services.users.account(login: name, at: services.now) } : nil
  // An unknown name takes as long as a wrong password, and gets the same answer.
  guard try services.matches(password, account?.passwordHash, for: .login(name), place), let account else {
    throw .wrongLogin
  }
  return try login(
    to: account, .ok,
    account.isOneTime ? "Welcome back. Please choose a new password: this one was good once." : "Welcome back.",
    request, services)
}

extension HTTPError {
  fileprivate static var wrongLogin: HTTPError {
    HTTPError(.invalidCredentials, "The username or the password is wrong.")
  }
}

/// Opens a session, and answers with the user and its tokens. Throws `INVALID_CREDENTIALS` where the password has been
/// changed or used up since it was checked.
private func login(
  to account: Account, _ status: Status, _ message: String, _ request: Request, _ services: Services
) throws(HTTPError) -> Response {
  guard let tokens = try Tokens.open(for: account, request, services) else { throw .wrongLogin }
  return .personal(status) { json in
    json.field("message", message)
    json.field("user") { account.user.write(to: &$0) }
    if account.isOneTime { json.field("must_change_password", true) }
    tokens.writeMembers(to: &json)
  }
}
