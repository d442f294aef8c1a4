/// What is stored under an idempotency key that was used before.
package struct StoredSubmission: Equatable, Sendable {
  /// The interaction as stored now; nil if it has been deleted.
  package let interaction: Interaction?
  /// The rating as it was sent; the interaction's rating may have been changed since.
  package let sentRating: Rating?

  package init(interaction: Interaction?, sentRating: Rating?) {
    self.interaction = interaction
    self.sentRating = sentRating
  }
}

/// Why an interaction cannot be saved under its idempotency key.
package struct KeyConflict: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// A different interaction was sent under the same key.
    case otherBody
    /// The interaction that was sent under the key has been deleted. A retry does not restore it.
    case deleted
  }

  /// Position of the interaction in the batch.
  package let index: Int
  package let reason: Reason

  package init(index: Int, reason: Reason) {
    self.index = index
    self.reason = reason
  }
}

/// Which interactions of a batch are new, and which repeat a saved one or an earlier one of the same batch.
package struct SavePlan: Equatable, Sendable {
  private enum Source: Equatable, Sendable {
    /// Position in `SavePlan.new`.
    case new(Int)
    case stored(Interaction)
  }

  /// In the order of the batch. If there are any, nothing may be saved.
  package private(set) var conflicts: [KeyConflict] = []
  /// The interactions to save, in the order of the batch.
  package private(set) var new: [NewInteraction] = []
  /// The position in the batch of each of `new`.
  package private(set) var newPositions: [Int] = []
  /// Where the result for each interaction of the batch comes from. Conflicting ones have no entry.
  private var sources: [Source] = []

  /// - Parameter stored: what is stored under the batch's idempotency keys.
  package init(_ batch: [NewInteraction], stored: [UUID: StoredSubmission]) {
    // Positions in `new`, by idempotency key.
    var positions: [UUID: Int] = [:]
    for (index, interaction) in batch.enumerated() {
      if let key = interaction.idempotencyKey, let before = stored[key] {
        switch before.interaction {
        case nil: conflicts.append(KeyConflict(index: index, reason: .deleted))
        case let saved? where interaction.repeats(saved, sentRating: before.sentRating): sources.append(.stored(saved))
        case _?: conflicts.append(KeyConflict(index: index, reason: .otherBody))
        }
      } else if let key = interaction.idempotencyKey, let position = positions[key] {
        if new[position] == interaction {
          sources.append(.new(position))
        } else {
          conflicts.append(KeyConflict(index: index, reason: .otherBody))
        }
      } else {
        if let key = interaction.idempotencyKey { positions[key] = new.count }
        sources.append(.new(new.count))
        new.append(interaction)
        newPositions.append(index)
      }
    }
  }

  /// - Parameter saved: the interactions that `new` was saved as, in the same order.
  package func outcome(_ saved: [Interaction], isOnWatchlist: Bool = false) -> SaveOutcome {
    let interactions = sources.map { source in
      switch source {
      case .new(let position): saved[position]
      case .stored(let interaction): interaction
      }
    }
    return .saved(interactions, new: new.count, isOnWatchlist: isOnWatchlist)
  }
}

extension NewInteraction {
  fileprivate func repeats(_ saved: Interaction, sentRating: Rating?) -> Bool {
    movie == saved.movie && kind == saved.kind && rating == sentRating
  }
}
