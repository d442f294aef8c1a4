/// How often movies were shown in lists, and what followed from it.
package struct Figures: Equatable, Sendable {
  /// Shown to visitors, or to a user whose list was not recorded. Nothing can be known to follow from these.
  package var anonymous = 0
  /// Shown in lists that are recorded in the history of a user. The other numbers count these.
  package var shown = 0
  package var opened = 0
  package var picked = 0
  package var rated = 0

  package init(anonymous: Int = 0, shown: Int = 0, opened: Int = 0, picked: Int = 0, rated: Int = 0) {
    self.anonymous = anonymous
    self.shown = shown
    self.opened = opened
    self.picked = picked
    self.rated = rated
  }

  package static func += (left: inout Figures, right: Figures) {
    left.anonymous += right.anonymous
    left.shown += right.shown
    left.opened += right.opened
    left.picked += right.picked
    left.rated += right.rated
  }

  package subscript(reaction: Reaction) -> Int {
    get {
      switch reaction {
      case .opened: opened
      case .picked: picked
      case .rated: rated
      }
    }
    set {
      switch reaction {
      case .opened: opened = newValue
      case .picked: picked = newValue
      case .rated: rated = newValue
      }
    }
  }

  /// The share of the shown movies with this reaction, with its interval; nil if none was shown.
  package func rate(of reaction: Reaction) -> Estimate? { Estimate(share: self[reaction], of: shown) }

  /// What a user did with a movie of a list. The same movie of the same list counts once for each.
  package enum Reaction: String, CaseIterable, Sendable {
    case opened, picked, rated

    /// Nil for `recommend`, which is what the system did.
    package init?(_ kind: InteractionKind) {
      switch kind {
      case .view: self = .opened
      case .select: self = .picked
      case .rate: self = .rated
      case .recommend: return nil
      }
    }
  }
}
