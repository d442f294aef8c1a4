/// What a model file is to hold.
package struct ModelFileContents: Sendable {
  /// At most 16 characters of printable ASCII.
  package let model: String
  /// Microseconds since 1970-01-01T00:00:00Z.
  package let trainedAt: Int64
  package let fingerprint: UInt64
  package let hyperparameters: [(name: String, value: String)]
  package let figures: [(name: String, value: Double)]
  /// Ids, strictly ascending.
  package let items: [Int64]
  /// The model's own sections.
  package let sections: [SectionContents]
  /// What it was trained on; empty if that is not told.
  package var origin: [(name: String, value: String)] = []
  /// NDCG@100 of the users it was measured on; nil if it was not.
  package var userFigures: UserFigures?

  package init(
    model: String, trainedAt: Int64, fingerprint: UInt64, hyperparameters: [(name: String, value: String)],
    figures: [(name: String, value: Double)], items: [Int64], sections: [SectionContents]
  ) {
    self.model = model
    self.trainedAt = trainedAt
    self.fingerprint = fingerprint
    self.hyperparameters = hyperparameters
    self.figures = figures
    self.items = items
    self.sections = sections
  }
}

/// A section to write: its name, at most 24 characters of printable ASCII, and its elements.
package struct SectionContents: Sendable {
  package enum Elements: Sendable {
    case uint8([UInt8])
    case int32([Int32])
    case int64([Int64])
    case float([Float])
  }

  package let name: String
  package let elements: Elements

  package init(_ name: String, _ elements: Elements) {
    self.name = name
    self.elements = elements
  }
}

extension SectionContents.Elements {
  var type: ElementType {
    switch self {
    case .uint8: .uint8
    case .int32: .int32
    case .int64: .int64
    case .float: .float
    }
  }

  var count: Int {
    switch self {
    case .uint8(let elements): elements.count
    case .int32(let elements): elements.count
    case .int64(let elements): elements.count
    case .float(let elements): elements.count
    }
  }

  func withUnsafeBytes<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    switch self {
    case .uint8(let elements): try bytes(of: elements, body)
    case .int32(let elements): try bytes(of: elements, body)
    case .int64(let elements): try bytes(of: elements, body)
    case .float(let elements): try bytes(of: elements, body)
    }
  }

  private func bytes<Element, Failure: Error>(
    of elements: [Element], _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    try elements.withUnsafeBufferPointer { (buffer) throws(Failure) in try body(UnsafeRawBufferPointer(buffer)) }
  }
}
