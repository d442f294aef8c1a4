/// A type whose elements have the same bytes in a section as in the memory of a little-endian machine.
package protocol SectionElement: BitwiseCopyable, Sendable {
  static var elementType: ElementType { get }
}

/// The type of a section's elements. The section table holds the raw values.
package enum ElementType: UInt32, Sendable {
  case uint8 = 1
  case int32 = 2
  case int64 = 3
  case float = 4

  /// Bytes of one element.
  var size: Int {
    switch self {
    case .uint8: 1
    case .int32, .float: 4
    case .int64: 8
    }
  }
}

extension UInt8: SectionElement {
  package static var elementType: ElementType { .uint8 }
}

extension Int32: SectionElement {
  package static var elementType: ElementType { .int32 }
}

extension Int64: SectionElement {
  package static var elementType: ElementType { .int64 }
}

extension Float: SectionElement {
  package static var elementType: ElementType { .float }
}
