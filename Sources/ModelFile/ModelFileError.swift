import System

/// Why a model file cannot be read or written: one case for each fault.
package enum ModelFileError: Error, Equatable {
  // The operating system.

  /// A system call failed.
  case system(SystemCallError)
  /// The path names a directory, a device or something else that is not a regular file.
  case notRegularFile(path: String)

  // The header.

  /// The file is shorter than a header.
  case truncatedHeader(size: Int)
  /// The first eight bytes are not the magic: this is another kind of file, or a transfer changed it.
  case badMagic([UInt8])
  /// The byte order mark reads as another number: a machine of the other byte order wrote the file.
  case wrongByteOrder(mark: UInt32)
  /// The format version is one that this program does not read.
  case unsupportedVersion(UInt32)
  /// The size in the header differs from the size of the file: it was cut off, or something was appended.
  case wrongSize(stated: UInt64, actual: Int)
  /// The checksum in the header differs from the content's: the file is damaged.
  case checksumMismatch(stated: UInt64, computed: UInt64)
  /// The name of the model is empty, is not printable ASCII, or is not padded with zero bytes.
  case badModelName
  /// The time of training, in microseconds since 1970, is not in the years 1970–9999.
  case trainedAtOutOfRange(Int64)
  /// The header states more sections than a file may have.
  case tooManySections(UInt32)
  /// A reserved byte of the header or the section table, at this offset in the file, is not zero.
  case reservedNotZero(offset: Int)

  // The section table.

  /// The file ends inside its section table.
  case sectionTableOutOfBounds(count: Int)
  /// The name of the section at this index is empty, is not printable ASCII, or is not padded with zero bytes.
  case badSectionName(index: Int)
  /// Two sections have this name.
  case duplicateSection(String)
  /// The element type of a section is none of `ElementType`.
  case unknownElementType(section: String, UInt32)
  /// A section begins at an offset that is not a multiple of 64.
  case misaligned(section: String, offset: UInt64)
  /// A section begins or ends after the end of the file.
  case sectionOutOfBounds(section: String)
  /// A section overlaps the one before it, or leaves a gap of 64 bytes or more.
  case sectionOutOfPlace(section: String, expected: Int, offset: UInt64)
  /// The file continues after its last section.
  case bytesAfterLastSection(count: Int)

  // The sections.

  /// A section that the reader needs is not in the file.
  case missingSection(String)
  /// A section has elements of another type than the reader needs.
  case wrongElementType(section: String, expected: ElementType, found: ElementType)
  /// The item id at this position is not greater than the one before it.
  case itemsNotAscending(position: Int)
  /// A section of pairs ends inside a pair, or has a text that is not UTF-8; the offset is from its start.
  case malformedPairs(section: String, offset: Int)
  /// The sections of user figures do not hold strictly ascending user ids and one finite figure for each.
  case malformedUserFigures

  // Writing.

  /// A reader would refuse these contents, so they are not written.
  case cannotEncode(reason: String)
  /// The directory has no such older version of the model.
  case unknownVersion(model: String, version: String)
}
