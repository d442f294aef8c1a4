import LinearAlgebra
import ModelFile
import Scoring

extension Net {
  /// As `NeuralScorer` reads them: with all computed that depends on a film alone.
  var sections: [SectionContents] {
    let films = filmVectors
    var first = firstOfFilms(films)
    first.addToRows(parameters.firstBias)
    let shape = NeuralShape(
      width: shape.width, factors: shape.factors, perceptron: shape.perceptron, firstUnits: shape.hidden.first,
      secondUnits: shape.hidden.second, isSquashed: shape.isSquashed)
    let people = parameters.people
    let facts = people.count == 3 ? (ages: people[1].elements, genders: people[2].elements) : nil
    return shape.sections(
      people: people[0].elements, films: films.columns(shape.factors).elements,
      bias: parameters.filmBias.elements, firstOfFilms: first.elements,
      firstOfPeople: parameters.firstOfPeople.elements, second: parameters.second.elements,
      secondBias: parameters.secondBias.elements, output: pairPerceptron.output.elements, facts: facts)
  }
}
