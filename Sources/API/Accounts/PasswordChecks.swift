import Credentials
import Domain
import HTTP
import System

/// Checks passwords that a client sends against the stored hashes, with a limit on how fast they can be guessed.
extension Services {
  /// Reserves a place for hashing. Called before any hashing, so that a request that cannot be served now costs little.
  /// Throws `OVERLOADED`.
  /// - Parameter isKnown: whether the account has been used from the client's network before; true for an open session.
  func placeToHash(_ request: Request, isKnown: Bool) throws(HTTPError) -> PasswordHasher.Place {
    willWait()
    do throws(LongWork.Overloaded) {
      return try application.passwords.place(for: NetworkHash.network(of: request.client), isKnown: isKnown)
    } catch {
      throw HTTPError(.overloaded, "Too many people are logging in at the moment. Please try again.")
    }
  }

  /// Checks `password` against the hash of `account`. Returns the account with the hash stored now, which may have been
  /// renewed; nil if the password is wrong. A wrong password counts for each of `uses`; a right one resets them.
  ///
  /// Takes as long and answers the same whether or not the account exists. Throws `RATE_LIMITED` after too many recent
  /// failures.
  func check(
    _ password: String, of account: ConfirmedPassword?, for uses: [PasswordUse], _ place: borrowing PasswordHasher.Place
  ) throws(HTTPError) -> ConfirmedPassword? {
    let wait = try stored(try sessions.attempt(uses))
    guard wait == .zero else { throw .rateLimited(wait) }
    let match = place.match(password, account?.hash)
    guard let account, match != .none else { return nil }
    try stored(try sessions.forgive(uses))
    guard match == .asTyped else { return account }
    let renewed = ConfirmedPassword(user: account.user, hash: place.hash(password))
    let isRenewed = try stored(try users.renewHash(account, renewed.hash))
    return isRenewed ? renewed : nil
  }

  /// Checks the password of a user who is already signed in. Throws `INVALID_CREDENTIALS`, `RATE_LIMITED`.
  func confirm(
    _ password: String, of user: UserID, _ place: borrowing PasswordHasher.Place
  ) throws(HTTPError) -> ConfirmedPassword {
    let hash = try stored(try users.passwordHash(of: user))
    let account = hash.map { ConfirmedPassword(user: user, hash: $0) }
    guard let confirmed = try check(password, of: account, for: [.confirmation(user)], place) else {
      throw .wrongPassword
    }
    return confirmed
  }
}

extension HTTPError {
  /// Also thrown if the password was right, but has been changed while it was checked.
  static var wrongPassword: HTTPError { HTTPError(.invalidCredentials, "The password is wrong.") }

  /// - Parameter wait: the time until the next attempt, in whole seconds.
  fileprivate static func rateLimited(_ wait: Duration) -> HTTPError {
    let seconds = wait.seconds
    var error = HTTPError(
      .rateLimited, "Too many wrong passwords. Please wait \(seconds == 1 ? "a second" : "\(seconds) seconds").")
    error.headers.append(("Retry-After", String(seconds)))
    return error
  }
}
