/// The output function of splitmix64: spreads every bit of a number over all 64. `mix64(0) = e220a8397b1dcdaf`.
///
/// It decides which users are tested and on what, so that every implementation of the protocol makes the same split.
/// Source: Steele, Lea, Flood 2014, "Fast Splittable Pseudorandom Number Generators".
package func mix64(_ value: UInt64) -> UInt64 {
  var z = value &+ 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
