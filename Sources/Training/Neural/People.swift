import Domain
import LinearAlgebra
import Scoring

/// Some people at once, as a net sees them.
struct People: Sendable {
  /// The films they are known to like; people × films.
  let likes: SparseMatrix
  /// Age groups and genders; people × rows of the tables behind that of films. None for a net that goes by films alone.
  let facts: [SparseMatrix]
  /// What each of a person's facts counts; one a person.
  let factWeights: [Float]

  var count: Int { likes.rows }

  init(likes: SparseMatrix, facts: [SparseMatrix] = []) {
    self.likes = likes
    self.facts = facts
    factWeights = (0..<likes.rows).map { NeuralShape.factWeight(films: likes.row($0).count) }
  }

  /// - Parameters:
  ///   - likes: for each person the films, by position, ascending.
  ///   - films: how many there are.
  ///   - demographics: one a person; not looked at where the recipe says so.
  init(_ likes: [[Int32]], films: Int, _ demographics: [Demographics], _ recipe: NeuralRecipe) {
    func matrix(_ rows: Int, _ fact: (Demographics) -> Int?) -> SparseMatrix {
      SparseMatrix(columns: rows, demographics.map { fact($0).map { [Int32($0)] } ?? [] })
    }
    self.init(
      likes: SparseMatrix(columns: films, likes),
      facts: recipe.demographics
        ? [matrix(AgeGroup.allCases.count) { $0.age?.rawValue }, matrix(Gender.allCases.count) { $0.gender?.rawValue }]
        : [])
  }

  /// Rows of the tables that a net has for people.
  static func tables(films: Int, _ recipe: NeuralRecipe) -> [Int] {
    [films] + (recipe.demographics ? [AgeGroup.allCases.count, Gender.allCases.count] : [])
  }
}

extension Demographics {
  /// What of a person's own facts a net gets to see at one step of its training: it must do without any of them, too.
  /// Draws no random number for what is not known.
  func partlyHidden(_ random: inout SeededGenerator) -> Demographics {
    Demographics(
      age: age.flatMap { random.uniform() < NeuralRecipe.demographicsDropout ? nil : $0 },
      gender: gender.flatMap { random.uniform() < NeuralRecipe.demographicsDropout ? nil : $0 })
  }
}
