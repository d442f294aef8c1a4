import Domain
import ModelFile

/// Scores of NeuralMF and DeepFM: a product of two vectors and a perceptron over both, in one pass over the items.
///
/// Training precomputes what depends only on the item, and a request computes once what depends only on the context.
/// That leaves f + h + h × k multiplications for each item (`NeuralShape`).
package struct NeuralScorer: Scorer {
  let shape: NeuralShape
  /// The section that `shape` was read from.
  let shapeNumbers: MappedArray<Int32>
  let itemCount: Int
  let contextEmbedding: MappedArray<Float>
  /// Nil in a model without demographics.
  let demographics: (ages: MappedArray<Float>, genders: MappedArray<Float>)?
  let itemEmbedding: MappedArray<Float>
  let itemBias: MappedArray<Float>
  let firstItemInputs: MappedArray<Float>
  let firstUserWeights: MappedArray<Float>
  let secondWeights: MappedArray<Float>
  let secondBias: MappedArray<Float>
  let outputWeights: MappedArray<Float>

  init(_ file: ModelFile) throws(ModelError) {
    func section(_ name: String, _ count: Int) throws(ModelError) -> MappedArray<Float> {
      let section: MappedArray<Float>
      do { section = try file.section(name) } catch { throw .file(error) }
      guard section.count == count else {
        throw .wrongCount(section: name, expected: count, found: section.count)
      }
      return section
    }
    do { shapeNumbers = try file.section(NeuralShape.section) } catch { throw .file(error) }
    shape = try NeuralShape(shapeNumbers)
    itemCount = file.items.count
    let padded = blocks(of: itemCount) * 16
    contextEmbedding = try section(NeuralShape.contextEmbedding, itemCount * shape.width)
    demographics =
      if file.hasSection(NeuralShape.ages) || file.hasSection(NeuralShape.genders) {
        (
          ages: try section(NeuralShape.ages, AgeGroup.allCases.count * shape.width),
          genders: try section(NeuralShape.genders, Gender.allCases.count * shape.width)
        )
      } else { nil }
    itemEmbedding = try section(NeuralShape.itemEmbedding, padded * shape.factors.count)
    itemBias = try section(NeuralShape.itemBias, padded)
    firstItemInputs = try section(NeuralShape.firstItemInputs, padded * shape.firstUnits)
    firstUserWeights = try section(NeuralShape.firstUserWeights, shape.firstUnits * shape.perceptron.count)
    secondWeights = try section(NeuralShape.secondWeights, shape.secondUnits * shape.firstUnits)
    secondBias = try section(NeuralShape.secondBias, shape.secondUnits)
    outputWeights = try section(NeuralShape.outputWeights, shape.secondUnits)
  }

  func score(
    context: [Int32], for user: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.width) { vector in
      writeSum(of: context, to: vector)
      finish(vector, historyLength: context.count, user)
      activate(vector)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.firstUnits) { first in
        firstLayer(of: vector, into: first)
        writeProducts(with: UnsafeBufferPointer(rebasing: vector[shape.factors]), to: scores)
        addPerceptron(first, to: scores)
      }
    }
    return Scales(whole: 1)
  }

  func bytesRead(for context: [Int32]) -> Int {
    (itemEmbedding.count + itemBias.count + firstItemInputs.count + context.count * shape.width)
      * MemoryLayout<Float>.stride
  }

  /// Writes `Σ_{j ∈ context} E_j`.
  func writeSum(of context: [Int32], to vector: UnsafeMutableBufferPointer<Float>) {
    vector.initialize(repeating: 0)
    contextEmbedding.withUnsafeBufferPointer { embedding in
      for item in context {
        let row = Int(item) * shape.width
        for column in vector.indices { vector[column] += embedding[row + column] }
      }
    }
  }

  /// Turns the sum over a history of `length` items into p before its activation.
  func finish(_ vector: UnsafeMutableBufferPointer<Float>, historyLength length: Int, _ user: Demographics) {
    let scale = Self.scale(historyLength: length)
    for column in vector.indices { vector[column] *= scale }
    if let demographics {
      let weight = NeuralShape.demographicWeight(historyLength: length)
      if let age = user.age { add(weight, row: age.rawValue, of: demographics.ages, to: vector) }
      if let gender = user.gender { add(weight, row: gender.rawValue, of: demographics.genders, to: vector) }
    }
  }

  /// The factor of the sum over a history of `length` items: 1 / √length, so that long histories do not get long
  /// vectors.
  static func scale(historyLength length: Int) -> Float { 1 / Float(max(1, length)).squareRoot() }

  /// Applies the activation to p.
  func activate(_ vector: UnsafeMutableBufferPointer<Float>) {
    guard shape.activation == .tanh else { return }
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
    _ weight: Float, row: Int, of embedding: MappedArray<Float>, to vector: UnsafeMutableBufferPointer<Float>
  ) {
    embedding.withUnsafeBufferPointer { embedding in
      for column in vector.indices { vector[column] += weight * embedding[row * shape.width + column] }
    }
  }

  /// Writes A p.
  private func firstLayer(of user: UnsafeMutableBufferPointer<Float>, into first: UnsafeMutableBufferPointer<Float>) {
    firstUserWeights.withUnsafeBufferPointer { weights in
      for unit in first.indices {
        var sum: Float = 0
        for column in shape.perceptron {
          sum += weights[unit * shape.perceptron.count + column - shape.perceptron.lowerBound] * user[column]
        }
        first.initializeElement(at: unit, to: sum)
      }
    }
  }

  /// Writes `⟨p, q⟩ + bias`.
  private func writeProducts(
    with user: UnsafeBufferPointer<Float>, to scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) {
    itemEmbedding.withUnsafeBlocks { embedding in
      itemBias.withUnsafeBlocks { bias in
        for block in bias.indices {
          var sum = bias[block]
          let start = block * user.count
          for column in user.indices { sum += embedding[start + column] * user[column] }
          scores[block] = sum
        }
      }
    }
  }

  /// Adds the output of the perceptron.
  /// - Parameter first: A p.
  private func addPerceptron(
    _ first: UnsafeMutableBufferPointer<Float>, to scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) {
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: shape.firstUnits) { units in
      units.initialize(repeating: .zero)
      firstItemInputs.withUnsafeBlocks { inputs in
        secondWeights.withUnsafeBufferPointer { weights in
          secondBias.withUnsafeBufferPointer { bias in
            outputWeights.withUnsafeBufferPointer { output in
              for block in 0..<blocks(of: itemCount) {
                let start = block * units.count
                for unit in units.indices { units[unit] = relu(inputs[start + unit] + first[unit]) }
                scores[block] += secondLayer(units, weights, bias, output)
              }
            }
          }
        }
      }
    }
  }

  /// Returns `output · relu(second · units + bias)`.
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

  /// The cosine of the items' embeddings; 0 if one of them is zero.
  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    let columns = shape.factors.count
    itemEmbedding.withUnsafeBlocks { embedding in
      for block in 0..<blocks(of: itemCount) {
        var (product, square) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
        for column in 0..<columns {
          let own = embedding[Int(item) / 16 * columns + column][Int(item) % 16]
          let others = embedding[block * columns + column]
          product += others * own
          square += others * others
        }
        scores[block] = product / square.squareRoot()
      }
    }
    // Every product contains the norm of the item's own embedding as a factor, and so does the item's own quotient.
    let norm = scores[Int(item) / 16][Int(item) % 16]
    for block in 0..<blocks(of: itemCount) {
      let cosine = scores[block] / norm
      scores[block] = cosine.replacing(with: 0, where: cosine .!= cosine)
    }
  }
}

extension MappedArray<Float> {
  /// - Precondition: the elements are whole blocks of 16.
  fileprivate func withUnsafeBlocks(_ body: (UnsafeBufferPointer<SIMD16<Float>>) -> Void) {
    withUnsafeBufferPointer { elements in
      // Sections are aligned to 64 bytes, the size of a block.
      let blocks = UnsafeRawBufferPointer(elements).assumingMemoryBound(to: SIMD16<Float>.self)
      body(UnsafeBufferPointer(rebasing: blocks[..<(elements.count / 16)]))
    }
  }
}

@inline(__always)
func relu(_ value: SIMD16<Float>) -> SIMD16<Float> { value.replacing(with: 0, where: value .< 0) }
