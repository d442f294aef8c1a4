/// 2^x of sixteen numbers of at most ±126.
///
/// It is `2^n · 2^r` for a whole n and `|r| ≤ ½`; 2^r is the Taylor series up to the sixth power. The library
/// function computes one number at a time, which takes ten times as long. NaN stays NaN.
func powerOfTwo(_ x: SIMD16<Float>) -> SIMD16<Float> {
  // A float this large has no bits for a fraction: adding it rounds, and leaves n in the lowest bits.
  let rounder: Float = 12_582_912
  let rounded = x + rounder
  let r = (x - (rounded - rounder)) * 0.693_147_18
  var power = SIMD16<Float>(repeating: 1 / 720)
  for coefficient: Float in [1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1] { power = power * r + coefficient }
  let n = unsafeBitCast(rounded, to: SIMD16<UInt32>.self)
  return power * unsafeBitCast((n &+ 127) &<< 23, to: SIMD16<Float>.self)
}

/// The exponential function of sixteen numbers. Beyond ±40 it stays what it is at ±40, so that sums of squares remain
/// finite.
func exponential(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let bounded = x.replacing(with: 40, where: x .> 40).replacing(with: -40, where: x .< -40)
  return powerOfTwo(bounded * 1.442_695_04)
}
