import Domain
import ModelFile

/// Scores of NeuralMF and DeepFM: a product of two vectors and a perceptron over both, in one pass over the items.
///
/// What depends on the item alone was computed when training ended, what depends on the context alone is computed once
/// a request; for each item there remain f + h + h × k multiplications (`NeuralShape`).
package struct NeuralScorer: Scorer {
  let shape: NeuralShape
  let itemCount: Int
  let people: MappedArray<Float>
  /// Nil where the model goes by films alone.
  let facts: (ages: MappedArray<Float>, genders: MappedArray<Float>)?
  let films: MappedArray<Float>
  let bias: MappedArray<Float>
  let firstOfFilms: MappedArray<Float>
  let firstOfPeople: MappedArray<Float>
  let second: MappedArray<Float>
  let secondBias: MappedArray<Float>
  let output: MappedArray<Float>

  init(_ file: ModelFile) throws(ModelError) {
    func section(_ name: String, _ count: Int) throws(ModelError) -> MappedArray<Float> {
      let section: MappedArray<Float>
      do { section = try file.section(name) } catch { throw .file(error) }
      guard section.count == count else {
        throw .wrongCount(section: name, expected: count, found: section.count)
      }
      return section
    }
    let numbers: MappedArray<Int32>
    do { numbers = try file.section(NeuralShape.section) } catch { throw .file(error) }
    shape = try NeuralShape(numbers)
    itemCount = file.items.count
    let padded = blocks(of: itemCount) * 16
    people = try section(NeuralShape.people, itemCount * shape.width)
    facts =
      if file.hasSection(NeuralShape.ages) || file.hasSection(NeuralShape.genders) {
        (
          ages: try section(NeuralShape.ages, AgeGroup.allCases.count * shape.width),
          genders: try section(NeuralShape.genders, Gender.allCases.count * shape.width)
        )
      } else { nil }
    films = try section(NeuralShape.films, padded * shape.factors.count)
    bias = try section(NeuralShape.bias, padded)
    firstOfFilms = try section(NeuralShape.firstOfFilms, padded * shape.firstUnits)
    firstOfPeople = try section(NeuralShape.firstOfPeople, shape.firstUnits * shape.perceptron.count)
    second = try section(NeuralShape.second, shape.secondUnits * shape.firstUnits)
    secondBias = try section(NeuralShape.secondBias, shape.secondUnits)
    output = try section(NeuralShape.output, shape.secondUnits)
  }

  func score(
    context: [Int32], of person: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.width) { vector in
      write(context, person, to: vector)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.firstUnits) { first in
        firstLayer(of: vector, into: first)
        addProducts(with: UnsafeBufferPointer(rebasing: vector[shape.factors]), to: scores)
        addPerceptron(first, to: scores)
      }
    }
    return Scales(whole: 1)
  }

  func bytesRead(for context: [Int32]) -> Int {
    (films.count + bias.count + firstOfFilms.count + context.count * shape.width) * MemoryLayout<Float>.stride
  }

  /// p.
  private func write(_ context: [Int32], _ person: Demographics, to vector: UnsafeMutableBufferPointer<Float>) {
    writeSum(of: context, to: vector)
    finish(vector, films: context.count, person)
    squash(vector)
  }

  /// `Σ_{j ∈ context} people_j`.
  func writeSum(of context: [Int32], to vector: UnsafeMutableBufferPointer<Float>) {
    vector.initialize(repeating: 0)
    people.withUnsafeBufferPointer { people in
      for film in context {
        let row = Int(film) * shape.width
        for column in vector.indices { vector[column] += people[row + column] }
      }
    }
  }

  /// From the sum over so many films to what the tangent is taken of.
  func finish(_ vector: UnsafeMutableBufferPointer<Float>, films: Int, _ person: Demographics) {
    let scale = Self.scale(films: films)
    for column in vector.indices { vector[column] *= scale }
    if let facts {
      let weight = NeuralShape.factWeight(films: films)
      if let age = person.age { add(weight, row: age.rawValue, of: facts.ages, to: vector) }
      if let gender = person.gender { add(weight, row: gender.rawValue, of: facts.genders, to: vector) }
    }
  }

  /// What the sum over so many films is multiplied by.
  static func scale(films: Int) -> Float { 1 / Float(max(1, films)).squareRoot() }

  func squash(_ vector: UnsafeMutableBufferPointer<Float>) {
    guard shape.isSquashed else { return }
    let bytes = UnsafeMutableRawBufferPointer(vector)
    let whole = vector.count / 16 * 16
    for start in stride(from: 0, to: whole, by: 16) {
      let block = bytes.loadUnaligned(fromByteOffset: start * 4, as: SIMD16<Float>.self)
      bytes.storeBytes(of: hyperbolicTangent(block), toByteOffset: start * 4, as: SIMD16<Float>.self)
    }
    for column in whole..<vector.count {
      vector[column] = hyperbolicTangent(SIMD16(repeating: vector[column]))[0]
    }
  }

  private func add(
    _ weight: Float, row: Int, of table: MappedArray<Float>, to vector: UnsafeMutableBufferPointer<Float>
  ) {
    table.withUnsafeBufferPointer { table in
      for column in vector.indices { vector[column] += weight * table[row * shape.width + column] }
    }
  }

  /// A p.
  func firstLayer(of person: UnsafeMutableBufferPointer<Float>, into first: UnsafeMutableBufferPointer<Float>) {
    firstOfPeople.withUnsafeBufferPointer { weights in
      for unit in first.indices {
        var sum: Float = 0
        for column in shape.perceptron {
          sum += weights[unit * shape.perceptron.count + column - shape.perceptron.lowerBound] * person[column]
        }
        first.initializeElement(at: unit, to: sum)
      }
    }
  }

  /// `⟨p, q⟩ + bias`, the first that is written.
  private func addProducts(
    with person: UnsafeBufferPointer<Float>, to scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) {
    films.withUnsafeBlocks { films in
      bias.withUnsafeBlocks { bias in
        for block in bias.indices {
          var sum = bias[block]
          let start = block * person.count
          for column in person.indices { sum += films[start + column] * person[column] }
          scores[block] = sum
        }
      }
    }
  }

  private func addPerceptron(
    _ first: UnsafeMutableBufferPointer<Float>, to scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) {
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: shape.firstUnits) { units in
      units.initialize(repeating: .zero)
      firstOfFilms.withUnsafeBlocks { firstOfFilms in
        second.withUnsafeBufferPointer { weights in
          secondBias.withUnsafeBufferPointer { bias in
            output.withUnsafeBufferPointer { output in
              for block in 0..<blocks(of: itemCount) {
                let start = block * units.count
                for unit in units.indices { units[unit] = relu(firstOfFilms[start + unit] + first[unit]) }
                scores[block] += secondLayer(units, weights, bias, output)
              }
            }
          }
        }
      }
    }
  }

  /// `output · relu(second · units + bias)`.
  @inline(__always)
  private func secondLayer(
    _ units: UnsafeMutableBufferPointer<SIMD16<Float>>, _ weights: UnsafeBufferPointer<Float>,
    _ bias: UnsafeBufferPointer<Float>, _ output: UnsafeBufferPointer<Float>
  ) -> SIMD16<Float> {
    var score = SIMD16<Float>.zero
    var row = 0
    for target in output.indices {
      var sum = SIMD16(repeating: bias[target])
      for unit in units.indices { sum += units[unit] * weights[row + unit] }
      score += relu(sum) * output[target]
      row += units.count
    }
    return score
  }

  /// The cosine of the items' vectors; 0 where one is nothing.
  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    let columns = shape.factors.count
    films.withUnsafeBlocks { films in
      for block in 0..<blocks(of: itemCount) {
        var (product, square) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
        for column in 0..<columns {
          let own = films[Int(item) / 16 * columns + column][Int(item) % 16]
          let others = films[block * columns + column]
          product += others * own
          square += others * others
        }
        scores[block] = product / square.squareRoot()
      }
    }
    // Every product has the item's own length as a factor, which is what its product with itself says.
    let norm = scores[Int(item) / 16][Int(item) % 16]
    for block in 0..<blocks(of: itemCount) {
      let cosine = scores[block] / norm
      scores[block] = cosine.replacing(with: 0, where: cosine .!= cosine)
    }
  }
}

extension MappedArray<Float> {
  /// In blocks of 16. - Precondition: whole ones.
  fileprivate func withUnsafeBlocks(_ body: (UnsafeBufferPointer<SIMD16<Float>>) -> Void) {
    withUnsafeBufferPointer { elements in
      // Sections are aligned to 64 bytes.
      let blocks = UnsafeRawBufferPointer(elements).assumingMemoryBound(to: SIMD16<Float>.self)
      body(UnsafeBufferPointer(rebasing: blocks[..<(elements.count / 16)]))
    }
  }
}

@inline(__always)
func relu(_ value: SIMD16<Float>) -> SIMD16<Float> { value.replacing(with: 0, where: value .< 0) }
