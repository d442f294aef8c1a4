import Domain

/// A setting that cannot be used, and the place where it is set.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  package enum Place: Equatable, Sendable {
    case line(file: String, number: Int)
    case environment(variable: String)
    case file(String)
  }

  package let place: Place
  package let key: String?
  package let reason: String

  package init(place: Place, key: String?, reason: String) {
    self.place = place
    self.key = key
    self.reason = reason
  }

  /// Invisible characters of the file appear by their numbers: on a terminal they could act, or hide text.
  package var description: String {
    text.unicodeScalars.map { $0.isVisible ? String($0) : $0.codePoint }.joined()
  }

  private var text: String {
    let subject = key.map { "'\($0)' " } ?? ""
    return switch place {
    case .line(let file, let number): "\(file):\(number): \(subject)\(reason)"
    case .environment(let variable): "environment variable \(variable): \(subject)\(reason)"
    case .file(let file): "\(file): \(subject)\(reason)"
    }
  }
}
