import Credentials

/// What is made with the keys: both kinds of tokens, and the hashes of networks. A slot makes a new one when the keys
/// change.
struct TokenIssuer {
  let ring: KeyRing
  let access: AccessTokens
  let refresh: RefreshTokens
  let networks: NetworkHash

  init(_ ring: KeyRing) {
    self.ring = ring
    access = AccessTokens(ring)
    refresh = RefreshTokens(ring)
    networks = NetworkHash(ring)
  }
}
