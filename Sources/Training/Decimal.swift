/// A number as people write it: whole ones without a fraction.
func decimal(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

/// With so many decimals.
package func rounded(_ value: Double, _ decimals: Int) -> String {
  let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
  let scaled = Int((abs(value) * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  let zeros = String(repeating: "0", count: decimals - fraction.count)
  return "\(value < 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
}
