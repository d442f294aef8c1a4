/// A section to be written: a name of at most 24 characters of printable ASCII, and the elements.
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
