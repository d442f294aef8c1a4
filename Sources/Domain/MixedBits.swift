/// A number that looks random, and is always the same for the same number (the finaliser of SplitMix64: Steele, Lea and
/// Flood 2014).
package func mixedBits(_ number: UInt64) -> UInt64 {
  var value = number
  value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
  value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
  return value ^ (value >> 31)
}
