import Domain
import Scoring

/// How right the chances of a ranker are for users whom nothing was trained on.
package struct ChanceSummary: Sendable {
  /// How many ratings, or liked items, are known of a user.
  package static let lengths = [3, 10, 50]

  /// For each of `lengths`: if all ratings are known, and if only liked items are.
  package private(set) var ratings: [Calibration]
  package private(set) var likes: [Calibration]

  /// - Parameter isIncluded: the users to measure.
  init(_ ratings: RatedItems, by ranker: any Ranker, on isIncluded: (UserID) -> Bool) {
    let users = ChanceFit.some(of: ratings.users.indices.filter { isIncluded(ratings.users[$0]) })
    let answers = ChanceAnswers(ratings, by: ranker)
    func calibrations(_ table: Chance.Table) -> [Calibration] {
      Self.lengths.map { length in
        var calibration = Calibration()
        for user in users {
          guard let question = ChanceQuestion(of: user, in: ratings, length: length, table),
            let chances = answers.chances(of: question)
          else { continue }
          for (chance, target) in zip(chances, question.targets) { calibration.add(chance, target.isLiked) }
        }
        return calibration
      }
    }
    self.ratings = calibrations(.ratings)
    likes = calibrations(.likes)
  }

  /// The summary over the users of all rotations; nil if there are none.
  static func pooled(_ rotations: [ChanceSummary]) -> ChanceSummary? {
    guard var pooled = rotations.first else { return nil }
    for rotation in rotations.dropFirst() {
      for place in lengths.indices {
        pooled.ratings[place].add(rotation.ratings[place])
        pooled.likes[place].add(rotation.likes[place])
      }
    }
    return pooled
  }
}
