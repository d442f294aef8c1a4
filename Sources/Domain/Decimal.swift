/// A number as people write it: whole ones without a fraction.
package func decimal(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }
