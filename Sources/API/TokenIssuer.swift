import Credentials

/// Both kinds of tokens under one set of keys. A slot makes a new one when the keys change.
struct TokenIssuer {
  let ring: KeyRing
  let access: AccessTokens
  let refresh: RefreshTokens

  init(_ ring: KeyRing) {
    self.ring = ring
    access = AccessTokens(ring)
    refresh = RefreshTokens(ring)
  }
}
