/// Why a model file cannot be read or written: one case a fault.
package enum ModelFileError: Error, Equatable {
  // The operating system said no.
  case system(SystemFailure)
  case notRegularFile(path: String)

  // The header.
  case truncatedHeader(size: Int)
  case badMagic([UInt8])
  case wrongByteOrder(mark: UInt32)
  case unsupportedVersion(UInt32)
  case wrongSize(stated: UInt64, actual: Int)
  case checksumMismatch(stated: UInt64, computed: UInt64)
  case badModelName
  case trainedAtOutOfRange(Int64)
  case tooManySections(UInt32)
  case reservedNotZero(offset: Int)

  // The section table.
  case sectionTableOutOfBounds(count: Int)
  case badSectionName(index: Int)
  case duplicateSection(String)
  case unknownElementType(section: String, UInt32)
  case misaligned(section: String, offset: UInt64)
  case sectionOutOfBounds(section: String)
  /// The section overlaps what is before it, or leaves a gap.
  case sectionOutOfPlace(section: String, expected: Int, offset: UInt64)
  case bytesAfterLastSection(count: Int)

  // The sections.
  case missingSection(String)
  case wrongElementType(section: String, expected: ElementType, found: ElementType)
  case itemsNotAscending(position: Int)
  case malformedPairs(section: String, offset: Int)
  /// Not one finite figure for each of some ascending users.
  case malformedUserFigures

  // What may not be written.
  case cannotEncode(reason: String)
  case unknownVersion(model: String, version: String)

  /// A call that failed, on which path, and the value of `errno`.
  package struct SystemFailure: Equatable, Sendable {
    package let call: String
    package let path: String
    package let code: Int32
  }
}
