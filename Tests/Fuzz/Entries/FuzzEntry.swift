/// A reader of bytes that come from strangers, with what it promises for any bytes.
///
/// `scripts/prove fuzz` gives it inputs that libFuzzer makes from the seeds; `FuzzTests` gives it the seeds and some
/// changes of them.
package struct FuzzEntry: Sendable {
  package let name: String
  /// Small inputs of all kinds, from which others are made.
  package let seeds: [[UInt8]]
  /// Reads the bytes. Nil if all promises hold.
  package let fault: @Sendable ([UInt8]) -> String?

  init(_ name: String, _ seeds: [[UInt8]], fault: @escaping @Sendable ([UInt8]) -> String?) {
    self.name = name
    self.seeds = seeds
    self.fault = fault
  }

  init(_ name: String, texts: [String], fault: @escaping @Sendable ([UInt8]) -> String?) {
    self.init(name, texts.map { Array($0.utf8) }, fault: fault)
  }

  package static let all: [FuzzEntry] = [
    json, token, keys, query, form, configuration, ratings, history, records, modelFile,
  ]
}
