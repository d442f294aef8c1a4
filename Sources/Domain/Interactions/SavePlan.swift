/// What there is of an event that was saved before.
package struct StoredEvent: Equatable, Sendable {
  /// As it is now; nil when it has been deleted.
  package let interaction: Interaction?
  /// The rating that was sent, which may have been changed since.
  package let sentRating: Rating?

  package init(interaction: Interaction?, sentRating: Rating?) {
    self.interaction = interaction
    self.sentRating = sentRating
  }
}

/// Why an interaction cannot be saved under its event id.
package struct EventConflict: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// Another interaction has been sent under it.
    case otherBody
    /// The interaction that was sent under it has been deleted, and does not come back.
    case deleted
  }

  /// Of the interaction among those to save.
  package let index: Int
  package let reason: Reason

  package init(index: Int, reason: Reason) {
    self.index = index
    self.reason = reason
  }
}

/// Which interactions of a batch are new, and which repeat what was saved before or what comes earlier in the batch.
package struct SavePlan: Equatable, Sendable {
  private enum Source: Equatable, Sendable {
    /// The one with this position among the new.
    case new(Int)
    case stored(Interaction)
  }

  /// In the order of the batch; nothing is to be saved unless it is empty.
  package private(set) var conflicts: [EventConflict] = []
  /// What is to be saved, in the order of the batch.
  package private(set) var new: [NewInteraction] = []
  /// Where each one of the batch comes from, those in conflict left out.
  private var sources: [Source] = []

  /// - Parameter stored: what there is of the events that the batch names.
  package init(_ batch: [NewInteraction], stored: [UUID: StoredEvent]) {
    /// Positions among the new.
    var positions: [UUID: Int] = [:]
    for (index, interaction) in batch.enumerated() {
      if let event = interaction.event, let before = stored[event] {
        switch before.interaction {
        case nil: conflicts.append(EventConflict(index: index, reason: .deleted))
        case let saved? where interaction.repeats(saved, sentRating: before.sentRating): sources.append(.stored(saved))
        case _?: conflicts.append(EventConflict(index: index, reason: .otherBody))
        }
      } else if let event = interaction.event, let position = positions[event] {
        if new[position] == interaction {
          sources.append(.new(position))
        } else {
          conflicts.append(EventConflict(index: index, reason: .otherBody))
        }
      } else {
        if let event = interaction.event { positions[event] = new.count }
        sources.append(.new(new.count))
        new.append(interaction)
      }
    }
  }

  /// - Parameter saved: what `new` has become.
  package func outcome(_ saved: [Interaction]) -> SaveOutcome {
    let interactions = sources.map { source in
      switch source {
      case .new(let position): saved[position]
      case .stored(let interaction): interaction
      }
    }
    return .saved(interactions, new: new.count)
  }
}

extension NewInteraction {
  fileprivate func repeats(_ saved: Interaction, sentRating: Rating?) -> Bool {
    movie == saved.movie && kind == saved.kind && rating == sentRating
  }
}
