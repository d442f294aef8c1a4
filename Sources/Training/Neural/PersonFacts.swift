import Domain
import LinearAlgebra

/// What is known of people, as a net sees it: one matrix for each table of `NetParameters.people`.
enum PersonFacts {
  /// Rows of the tables: films, and where the recipe says so age groups and genders.
  static func rows(films: Int, _ recipe: NeuralRecipe) -> [Int] {
    [films] + (recipe.demographics ? [AgeGroup.allCases.count, Gender.allCases.count] : [])
  }

  /// - Parameters:
  ///   - likes: for each person the films they are known to like, by position, ascending.
  ///   - columns: how many films there are.
  static func matrices(
    _ likes: [[Int32]], columns: Int, _ people: [Demographics], _ recipe: NeuralRecipe
  ) -> [SparseMatrix] {
    let films = SparseMatrix(columns: columns, likes)
    guard recipe.demographics else { return [films] }
    return [
      films,
      SparseMatrix(columns: AgeGroup.allCases.count, people.map { $0.age.map { [Int32($0.rawValue)] } ?? [] }),
      SparseMatrix(columns: Gender.allCases.count, people.map { $0.gender.map { [Int32($0.rawValue)] } ?? [] }),
    ]
  }
}
