import Domain
import Scoring

/// The arms that act in a worker, each with its model.
package struct Treatments: Sendable {
  private let experiment: Experiment?
  private let choices: [String: ModelChoice]
  private let kept: Arm?

  /// - Parameter choices: the model of each arm, by the arm's name; an arm without one is answered as if by `auto`.
  init(_ active: ActiveExperiments, choices: [String: ModelChoice]) {
    experiment = active.running
    kept = active.kept
    self.choices = choices
  }

  package static let none = Treatments(.none, choices: [:])

  /// How to answer a user who leaves the choice of the model to the site.
  func assignment(of user: UserID) -> Assignment {
    guard let arm = experiment?.arm(of: user) ?? kept else { return .none }
    return Assignment(
      choice: choices[arm.name] ?? .auto,
      diversity: arm.diversity.flatMap { $0 > 0 ? Diversity(weight: $0) : nil },
      participation: experiment.map { Participation(experiment: $0.name, arm: arm.name) })
  }
}

/// How lists are made for a user who leaves the choice of the model to the site.
struct Assignment: Sendable {
  let choice: ModelChoice
  /// If the client asks for none itself.
  let diversity: Diversity?
  /// Nil unless the user takes part in an experiment.
  let participation: Participation?

  static let none = Assignment(choice: .auto, diversity: nil, participation: nil)
}

extension Services {
  /// Visitors have no identity, and so no arm.
  func assignment(of viewer: Viewer) -> Assignment {
    guard let user = viewer.user else { return .none }
    return treatments.assignment(of: user.id, models)
  }

  func model(_ assignment: Assignment, for context: [MovieID]) -> Model? { models.model(assignment, for: context) }
}

extension Treatments {
  /// The assignment of a user, with `auto` in place of a model that cannot be used.
  func assignment(of user: UserID, _ models: ModelStates) -> Assignment {
    let assignment = assignment(of: user)
    guard case .named(let name) = assignment.choice, models[name]?.model == nil else { return assignment }
    // The user stays in the arm: who is compared with whom must not depend on faults.
    return Assignment(choice: .auto, diversity: assignment.diversity, participation: assignment.participation)
  }
}

extension ModelStates {
  /// The assigned model for `context`; nil if none can be used.
  func model(_ assignment: Assignment, for context: [MovieID]) -> Model? {
    switch assignment.choice {
    case .auto: best(for: context)
    case .named(let name): self[name]?.model
    case .pinned(let model): model
    }
  }
}
