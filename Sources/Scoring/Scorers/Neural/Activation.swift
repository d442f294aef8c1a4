/// What is applied to the sums that make up a user's vector. The raw values stand in model files.
package enum Activation: Int32, Sendable {
  case identity = 0
  case tanh = 1
}
