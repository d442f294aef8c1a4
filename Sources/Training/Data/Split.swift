import Domain

/// A split by strong generalisation: test users are never seen in training.
///
/// Users are dealt into ten buckets by a hash of their id. Rotation r tests buckets 2r and 2r + 1, validates on bucket
/// 2r + 2 (modulo 10), and trains on the other seven. Over the five rotations each user is tested once.
package struct Split: Sendable {
  package static let rotations = 0..<5

  package let train: Dataset
  /// Users for choosing hyperparameters.
  package let validation: [HeldOutUser]
  /// Users for measuring the model.
  package let test: [HeldOutUser]

  /// - Parameter rotation: 0–4.
  package init(_ dataset: Dataset, rotation: Int) {
    precondition(Self.rotations.contains(rotation))
    train = dataset.users { Self.role(of: $0, in: rotation) == .train }
    validation = HeldOutUser.all(in: dataset) { Self.role(of: $0, in: rotation) == .validation }
    test = HeldOutUser.all(in: dataset) { Self.role(of: $0, in: rotation) == .test }
  }

  enum Role {
    case train, validation, test
  }

  static func role(of user: UserID, in rotation: Int) -> Role {
    switch bucket(of: user) {
    case 2 * rotation, 2 * rotation + 1: .test
    case (2 * rotation + 2) % 10: .validation
    default: .train
    }
  }

  /// 0–9.
  static func bucket(of user: UserID) -> Int { Int(mix64(mix64(1) ^ UInt64(bitPattern: user)) % 10) }
}
