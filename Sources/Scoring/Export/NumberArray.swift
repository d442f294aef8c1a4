import ModelFile

/// An array of numbers or texts, as NumPy has it: by rows, little-endian.
struct NumberArray {
  let name: String
  /// NumPy's name of the type, such as `<f4`.
  let type: String
  /// Bytes of an element.
  let elementSize: Int
  /// The length of each dimension; empty for a single value.
  let shape: [Int]
  /// Calls its argument with all bytes, in order, in as many pieces as is convenient.
  let forEachPiece: (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

  /// All bytes.
  var size: Int { shape.reduce(elementSize, *) }

  init(
    _ name: String, _ type: String, elementSize: Int, _ shape: [Int],
    _ forEachPiece: @escaping (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) {
    self.name = name
    self.type = type
    self.elementSize = elementSize
    self.shape = shape
    self.forEachPiece = forEachPiece
  }

  /// A whole section.
  /// - Parameter shape: nil for one dimension.
  init<Element: NumPyElement>(_ name: String, _ section: MappedArray<Element>, shape: [Int]? = nil) {
    self.init(name, Element.numPyType, elementSize: MemoryLayout<Element>.size, shape ?? [section.count]) { body in
      try section.withUnsafeBufferPointer { try body(UnsafeRawBufferPointer($0)) }
    }
  }

  /// The rows of a section without their padding.
  /// - Parameter stride: the elements of a row with its padding.
  init<Element: NumPyElement>(
    _ name: String, _ section: MappedArray<Element>, rows: Int, columns: Int, stride: Int, type: String? = nil
  ) {
    self.init(name, type ?? Element.numPyType, elementSize: MemoryLayout<Element>.size, [rows, columns]) { body in
      try section.withUnsafeBufferPointer { elements in
        for row in 0..<rows {
          let start = row * stride
          try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: elements[start..<start + columns])))
        }
      }
    }
  }

  /// The first elements of a section.
  init<Element: NumPyElement>(_ name: String, _ section: MappedArray<Element>, count: Int) {
    self.init(name, Element.numPyType, elementSize: MemoryLayout<Element>.size, [count]) { body in
      try section.withUnsafeBufferPointer {
        try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0[..<count])))
      }
    }
  }

  init(_ name: String, _ numbers: [Float], shape: [Int]) {
    precondition(numbers.count == shape.reduce(1, *))
    self.init(name, Float.numPyType, elementSize: MemoryLayout<Float>.size, shape) { body in
      try numbers.withUnsafeBytes(body)
    }
  }

  /// Texts of the same width: UTF-32, padded with zeros.
  init(_ name: String, _ texts: [String], shape: [Int]) {
    precondition(texts.count == shape.reduce(1, *))
    let width = max(1, texts.map(\.unicodeScalars.count).max() ?? 0)
    let letters = texts.flatMap { text in
      text.unicodeScalars.map(\.value) + Array(repeating: 0, count: width - text.unicodeScalars.count)
    }
    self.init(name, "<U\(width)", elementSize: 4 * width, shape) { body in try letters.withUnsafeBytes(body) }
  }
}

/// An element of a section of which NumPy has the type.
protocol NumPyElement: SectionElement {
  static var numPyType: String { get }
}

extension UInt8: NumPyElement { static var numPyType: String { "|u1" } }
extension Int32: NumPyElement { static var numPyType: String { "<i4" } }
extension Int64: NumPyElement { static var numPyType: String { "<i8" } }
extension Float: NumPyElement { static var numPyType: String { "<f4" } }
