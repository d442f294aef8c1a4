/// The function applied to the sums that make up a user's vector. Model files hold the raw values.
package enum Activation: Int32, Sendable {
  case identity = 0
  case tanh = 1
}
