/// The keys of a pool. The newest signs and all verify, so that keys can be rotated while tokens are in use.
package struct KeyRing: Equatable, Sendable {
  package enum Fault: Error, Equatable, CustomStringConvertible {
    case empty
    /// Lines are counted from 1.
    case badKey(line: Int, SigningKey.Fault)
    case repeatedKey(line: Int)

    package var description: String {
      switch self {
      case .empty: "the file has no secret"
      case .badKey(let line, let fault): "line \(line): \(fault)"
      case .repeatedKey(let line): "line \(line): this secret repeats an earlier one"
      }
    }
  }

  /// At least one; the first one signs.
  package let keys: [SigningKey]

  package var signing: SigningKey { keys[0] }

  package init(_ key: SigningKey) { keys = [key] }

  /// Reads the contents of a secret file: one secret per line, the signing one first; empty lines are ignored.
  package init(contents: [UInt8]) throws(Fault) {
    var keys: [SigningKey] = []
    let lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let secret = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard !secret.isEmpty else { continue }
      do throws(SigningKey.Fault) {
        keys.append(try SigningKey(secret: Array(secret)))
      } catch {
        throw .badKey(line: index + 1, error)
      }
      guard !keys.dropLast().contains(keys[keys.count - 1]) else { throw .repeatedKey(line: index + 1) }
    }
    guard !keys.isEmpty else { throw .empty }
    self.keys = keys
  }
}
