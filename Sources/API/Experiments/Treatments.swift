import Domain
import Scoring

/// The arms that act, each with its model.
package struct Treatments: Sendable {
  private let experiment: Experiment?
  private let kept: Arm?
  private let choices: [String: ModelChoice]

  /// - Parameter choices: the model of each arm, by the arm's name; an arm without one is answered as if by `auto`.
  init(_ active: ActiveExperiments, choices: [String: ModelChoice]) {
    experiment = active.running
    kept = active.kept
    self.choices = choices
  }

  /// - Parameter directory: has the versions that arms name.
  package init(_ active: ActiveExperiments, _ models: ModelStates, _ directory: ModelDirectory) {
    var choices: [String: ModelChoice] = [:]
    for arm in Self.arms(of: active) { choices[arm.name] = Self.choice(of: arm, models, directory) }
    self.init(active, choices: choices)
  }

  package static let none = Treatments(.none, choices: [:])

  private static func arms(of active: ActiveExperiments) -> [Arm] {
    (active.running?.arms ?? []) + [active.kept].compactMap(\.self)
  }

  /// Arms whose model could not be found.
  var missing: [String] {
    Self.arms(of: ActiveExperiments(running: experiment, kept: kept)).map(\.name).filter { choices[$0] == nil }
  }

  /// The model of an arm. A version stays mapped when a newer one is trained.
  static func choice(of arm: Arm, _ models: ModelStates, _ directory: ModelDirectory) -> ModelChoice? {
    if arm.model == Auto.name { return .auto }
    guard let name = ModelName(rawValue: arm.model) else { return nil }
    guard let version = arm.version else { return .named(name) }
    if let served = models[name]?.model, served.version == version { return .pinned(served) }
    return directory.load(name, version: version).map(ModelChoice.pinned)
  }

  /// How to answer a user who leaves the choice of the model to the site. If the model of an arm cannot be used, `auto`
  /// answers and the user stays in the arm: who is compared with whom must not depend on faults.
  func assignment(of user: UserID, _ models: ModelStates) -> Assignment {
    guard let arm = experiment?.arm(of: user) ?? kept else { return .none }
    var choice = choices[arm.name] ?? .auto
    if case .named(let name) = choice, models[name]?.model == nil { choice = .auto }
    return Assignment(
      choice,
      diversity: arm.diversity.flatMap { $0 > 0 ? Diversity(weight: $0) : nil },
      // Draws that belong to no experiment would cost users something, and nobody would learn from them.
      explore: experiment == nil ? nil : arm.explore,
      participation: experiment.map { Participation(experiment: $0.name, arm: arm.name) })
  }
}

/// How lists are made for a user who leaves the choice of the model to the site.
struct Assignment: Sendable {
  let choice: ModelChoice
  /// If the client asks for none itself.
  let diversity: Diversity?
  /// The probability with which each place of a list is drawn; nil for none.
  let explore: Double?
  /// Nil unless the user takes part in an experiment.
  let participation: Participation?

  init(
    _ choice: ModelChoice, diversity: Diversity? = nil, explore: Double? = nil, participation: Participation? = nil
  ) {
    self.choice = choice
    self.diversity = diversity
    self.explore = explore
    self.participation = participation
  }

  static let none = Assignment(.auto)
}

extension Services {
  /// Visitors have no identity, and so no arm.
  func assignment(of viewer: Viewer) -> Assignment {
    viewer.user.map { treatments.assignment(of: $0.id, models) } ?? .none
  }

  func model(_ assignment: Assignment, for context: [MovieID]) -> Model? { models.model(assignment, for: context) }
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
