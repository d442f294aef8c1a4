/// `number` as people write it, without a fraction if it is whole.
package func decimal(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }
