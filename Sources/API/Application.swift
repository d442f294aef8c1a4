import Credentials
import Domain

/// What all slots of a worker share.
package struct Application: Sendable {
  package let models: Live<ModelStates>
  package let catalogue: Live<Catalogue>
  let signingKey: SigningKey
  /// Seconds.
  let tokenLifetime: Int64
  /// log2 of bcrypt's rounds.
  let passwordCost: Int
  let now: @Sendable () -> Timestamp

  package init(
    models: Live<ModelStates>, catalogue: Live<Catalogue>, signingKey: SigningKey, tokenLifetime: Int64,
    passwordCost: Int,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.models = models
    self.catalogue = catalogue
    self.signingKey = signingKey
    self.tokenLifetime = tokenLifetime
    self.passwordCost = passwordCost
    self.now = now
  }
}
