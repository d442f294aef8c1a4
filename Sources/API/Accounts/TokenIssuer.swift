import Credentials

/// Makes both kinds of tokens and the hashes of networks, under one key ring. A slot replaces it when the keys change.
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
