import Credentials
import Domain
import HTTP
import JSON

/// `POST /api/auth/register`
@Sendable func register(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  var body = try Body(request, allowed: ["username", "email", "password", "age", "gender"])
  let username = body.requiredString("username", AccountFields.username)
  let email = body.requiredString("email", AccountFields.email)
  let password = body.requiredString("password") { (text) throws(HTTPError) in
    try AccountFields.newPassword(text, username: username, email: email)
  }
  let age = body.integer("age", in: AccountFields.ages).map { Int($0) }
  let gender = body.string("gender", AccountFields.gender)
  try body.check()
  let place = try services.placeToHash(request, isKnown: false)
  try services.refuseLookAlike(of: username)
  let hash = place.hash(password)
  let new = NewUser(username: username, email: email, passwordHash: hash, age: age, gender: gender)
  let user = try stored(try services.users.register(new, at: services.now))
  return try login(
    of: user, with: ConfirmedPassword(user: user.id, hash: hash), .created, "The account has been created.", request,
    services)
}

/// `POST /api/auth/login`
@Sendable func login(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  var body = try Body(request, allowed: ["username", "email", "password"])
  let (username, email) = (body.string("username"), body.string("email"))
  if username != nil, email != nil { body.refuse("email", "and 'username' cannot both be given") }
  if body["username"] == nil, body["email"] == nil { body.refuse(.missing("username")) }
  let password = body.requiredString("password")
  try body.check()
  let name = username?.nfc ?? email ?? ""
  // The database would also find an account by a name that cannot be registered, such as one with invisible characters.
  let account =
    AccountFields.canBeLogin(name)
    ? try stored(try services.users.account(login: name, at: services.now)) : nil
  let networks = services.networks(of: request)
  // Looked up for an unknown name, too, so that it takes as long as an existing one.
  let isKnown = try stored(try services.sessions.knows(networks, account?.user ?? 0, at: services.now))
  let place = try services.placeToHash(request, isKnown: isKnown)
  // Counted under the newest key only, so a change of keys forgets wrong passwords.
  let uses = [PasswordUse.login(name, network: networks[0])] + (isKnown ? [] : [.loginOfStranger(name)])
  let confirmed = try services.check(
    password, of: account.map { ConfirmedPassword(user: $0.user, hash: $0.passwordHash) }, for: uses, place)
  // An unknown name takes as long as a wrong password, and gets the same answer.
  guard let confirmed, let account else { throw .wrongLogin }
  // Only now, so that an impossible value in the row tells nobody that there is such an account.
  guard let user = try stored(try services.users.user(id: account.user)) else { throw .wrongLogin }
  return try login(
    of: user, with: confirmed, isOneTime: account.isOneTime, .ok,
    account.isOneTime ? "Welcome back. Please choose a new password: this one was valid only once." : "Welcome back.",
    request, services)
}

extension Services {
  /// Throws `USER_EXISTS` if a user other than `user` has a name that looks the same.
  func refuseLookAlike(of username: String, for user: UserID? = nil) throws(HTTPError) {
    let others = LookAlikes.of(username)
    guard !others.isEmpty else { return }
    let isTaken = try stored(try users.hasAny(named: others, besides: user))
    if isTaken { throw HTTPError(.userExists, "A username that looks the same is taken.", details: "username") }
  }
}

extension HTTPError {
  fileprivate static var wrongLogin: HTTPError {
    HTTPError(.invalidCredentials, "The username or the password is wrong.")
  }
}

/// Opens a session and answers with the user and the session's tokens. Throws `INVALID_CREDENTIALS` if the password has
/// been changed or used up since it was checked.
private func login(
  of user: User, with confirmed: ConfirmedPassword, isOneTime: Bool = false, _ status: Status, _ message: String,
  _ request: Request, _ services: Services
) throws(HTTPError) -> Response {
  guard let tokens = try Tokens.open(with: confirmed, request, services) else { throw .wrongLogin }
  return .personal(status) { json in
    json.field("message", message)
    json.field("user") { user.write(to: &$0) }
    if isOneTime { json.field("must_change_password", true) }
    tokens.writeMembers(to: &json)
  }
}
