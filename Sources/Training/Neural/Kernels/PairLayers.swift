import COpenBLAS
import LinearAlgebra

/// The activations of a `PairPerceptron` for one user and one tile of items: units × blocks of 16 items.
struct PairLayers {
  private let firstUnits: Int
  private let secondUnits: Int
  private var first: [SIMD16<Float>]
  private var second: [SIMD16<Float>]
  /// The gradient of the loss with respect to the score of each item in the tile; below, with respect to the second and
  /// the first layer.
  private var errors: [SIMD16<Float>]
  private var secondErrors: [SIMD16<Float>]
  private var firstErrors: [SIMD16<Float>]

  init(_ perceptron: PairPerceptron) {
    firstUnits = perceptron.second.columns
    secondUnits = perceptron.second.rows
    first = [SIMD16<Float>](repeating: .zero, count: firstUnits * ItemTiles.blocks)
    second = [SIMD16<Float>](repeating: .zero, count: secondUnits * ItemTiles.blocks)
    errors = [SIMD16<Float>](repeating: .zero, count: ItemTiles.blocks)
    secondErrors = second
    firstErrors = first
  }

  mutating func compute(
    _ perceptron: PairPerceptron, _ users: Matrix<Float>, _ user: Int, _ items: ItemTiles, _ tile: Int
  ) {
    let start = items.start(of: tile)
    first.withUnsafeMutableBufferPointer { first in
      items.elements.withUnsafeBufferPointer { items in
        for unit in 0..<firstUnits {
          let offset = SIMD16(repeating: users.elements[user * users.stride + unit])
          for block in unit * ItemTiles.blocks..<(unit + 1) * ItemTiles.blocks {
            first[block] = relu(items[start + block] + offset)
          }
        }
      }
      second.withUnsafeMutableBufferPointer { second in
        for unit in 0..<secondUnits {
          let bias = SIMD16(repeating: perceptron.bias.elements[unit])
          for block in unit * ItemTiles.blocks..<(unit + 1) * ItemTiles.blocks { second[block] = bias }
        }
        let weights = perceptron.second
        weights.elements.withUnsafeBufferPointer { elements in
          guard let second = Tile(second), let first = Tile(first) else { return }
          second.add(elements, CblasNoTrans, stride: weights.stride, rows: secondUnits, inner: firstUnits, first)
        }
        for block in second.indices { second[block] = relu(second[block]) }
      }
    }
  }

  /// Adds the output of the second layer to the scores of the tile's items.
  mutating func addOutput(
    _ perceptron: PairPerceptron, to scores: inout Matrix<Float>, _ user: Int, _ items: Range<Int>
  ) {
    for block in errors.indices { errors[block] = .zero }
    for unit in 0..<secondUnits {
      let weight = perceptron.output.elements[unit]
      for block in errors.indices { errors[block] += second[unit * ItemTiles.blocks + block] * weight }
    }
    let start = user * scores.stride + items.lowerBound
    scores.elements.withUnsafeMutableBufferPointer { scores in
      for item in 0..<items.count { scores[start + item] += errors[item / 16][item % 16] }
    }
  }

  /// Copies the gradient with respect to the scores of the tile's items. It is zero after the last item, so that
  /// padding adds nothing.
  mutating func setErrors(_ gradient: Matrix<Float>, _ user: Int, _ items: Range<Int>) {
    let start = user * gradient.stride + items.lowerBound
    for block in errors.indices { errors[block] = .zero }
    gradient.elements.withUnsafeBufferPointer { gradient in
      for item in 0..<items.count { errors[item / 16][item % 16] = gradient[start + item] }
    }
  }

  mutating func addGradient(
    _ perceptron: PairPerceptron, _ user: Int, to gradient: inout PairPerceptron.Gradient,
    _ itemGradients: inout ItemTiles, _ tile: Int
  ) {
    for unit in 0..<secondUnits {
      let weight = perceptron.output.elements[unit]
      var (output, bias) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
      for block in errors.indices {
        let position = unit * ItemTiles.blocks + block
        let error = (errors[block] * weight).replacing(with: 0, where: second[position] .<= 0)
        secondErrors[position] = error
        output += second[position] * errors[block]
        bias += error
      }
      gradient.output.elements[unit] += output.sum()
      gradient.bias.elements[unit] += bias.sum()
    }
    multiplyBack(perceptron, to: &gradient.second)
    let start = itemGradients.start(of: tile)
    for unit in 0..<firstUnits {
      var sum = SIMD16<Float>.zero
      for block in unit * ItemTiles.blocks..<(unit + 1) * ItemTiles.blocks {
        let error = firstErrors[block].replacing(with: 0, where: first[block] .<= 0)
        itemGradients.elements[start + block] += error
        sum += error
      }
      gradient.users.elements[user * gradient.users.stride + unit] += sum.sum()
    }
  }

  /// `weights += secondErrors · firstᵀ` and `firstErrors = secondᵀ · secondErrors`.
  private mutating func multiplyBack(_ perceptron: PairPerceptron, to weights: inout Matrix<Float>) {
    let stride = weights.stride
    secondErrors.withUnsafeMutableBufferPointer { secondErrors in
      first.withUnsafeMutableBufferPointer { first in
        weights.elements.withUnsafeMutableBufferPointer { weights in
          guard let errors = Tile(secondErrors), let first = Tile(first) else { return }
          errors.addProduct(withTransposed: first, secondUnits, firstUnits, to: weights, stride)
        }
      }
      firstErrors.withUnsafeMutableBufferPointer { firstErrors in
        for block in firstErrors.indices { firstErrors[block] = .zero }
        let weights = perceptron.second
        weights.elements.withUnsafeBufferPointer { elements in
          guard let first = Tile(firstErrors), let second = Tile(secondErrors) else { return }
          first.add(elements, CblasTrans, stride: weights.stride, rows: firstUnits, inner: secondUnits, second)
        }
      }
    }
  }
}

/// The units × items matrix of one tile, as BLAS sees it.
private struct Tile {
  private let elements: UnsafeMutablePointer<Float>

  init?(_ blocks: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    guard let start = UnsafeMutableRawBufferPointer(blocks).assumingMemoryBound(to: Float.self).baseAddress
    else { return nil }
    elements = start
  }

  /// `self += op(weights) · other`.
  func add(
    _ weights: UnsafeBufferPointer<Float>, _ operation: CBLAS_TRANSPOSE, stride: Int, rows: Int, inner: Int,
    _ other: Tile
  ) {
    cblas_sgemm(
      CblasRowMajor, operation, CblasNoTrans, Int32(rows), Int32(ItemTiles.width), Int32(inner), 1,
      weights.baseAddress, Int32(stride), other.elements, Int32(ItemTiles.width), 1, elements, Int32(ItemTiles.width))
  }

  /// `weights += self · otherᵀ`.
  func addProduct(
    withTransposed other: Tile, _ rows: Int, _ columns: Int, to weights: UnsafeMutableBufferPointer<Float>,
    _ stride: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(columns), Int32(ItemTiles.width), 1, elements,
      Int32(ItemTiles.width), other.elements, Int32(ItemTiles.width), 1, weights.baseAddress, Int32(stride))
  }
}

@inline(__always)
private func relu(_ value: SIMD16<Float>) -> SIMD16<Float> { value.replacing(with: 0, where: value .< 0) }
