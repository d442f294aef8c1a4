extension ModelFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error): "cannot \(error)"
    case .notRegularFile(let path): "\(path) is not a regular file"
    case .truncatedHeader(let size): "the file ends inside its header, after \(size) bytes"
    case .badMagic(let bytes): "not a model file: it begins with \(bytes)"
    case .wrongByteOrder(let mark): "the byte order mark is \(hex(UInt64(mark)))"
    case .unsupportedVersion(let version):
      "the format version is \(version), but this program reads version \(ModelFileLayout.formatVersion)"
    case .wrongSize(let stated, let actual): "the header states \(stated) bytes, but the file has \(actual)"
    case .checksumMismatch(let stated, let computed):
      "the content is damaged: its checksum is \(hex(computed)), but the header states \(hex(stated))"
    case .badModelName: "the name of the model is not printable ASCII"
    case .trainedAtOutOfRange(let time): "the time of training, \(time) µs, is not in the years 1970–9999"
    case .tooManySections(let count):
      "\(count) sections are more than the \(ModelFileLayout.maximumSections) that are allowed"
    case .reservedNotZero(let offset): "byte \(offset) must be zero"
    case .sectionTableOutOfBounds(let count): "the table of \(count) sections does not fit in the file"
    case .badSectionName(let index): "the name of section \(index) is not printable ASCII"
    case .duplicateSection(let name): "there are two sections '\(name)'"
    case .unknownElementType(let name, let code): "section '\(name)' has the unknown element type \(code)"
    case .misaligned(let name, let offset): "section '\(name)' begins at \(offset), which is not a multiple of 64"
    case .sectionOutOfBounds(let name): "section '\(name)' ends after the end of the file"
    case .sectionOutOfPlace(let name, let expected, let offset):
      "section '\(name)' begins at \(offset) instead of \(expected)"
    case .bytesAfterLastSection(let count): "\(count) bytes follow the last section"
    case .missingSection(let name): "section '\(name)' is missing"
    case .wrongElementType(let name, let expected, let found): "section '\(name)' holds \(found), not \(expected)"
    case .itemsNotAscending(let position): "the item ids do not ascend at position \(position)"
    case .malformedPairs(let section, let offset): "section '\(section)' is malformed at its byte \(offset)"
    case .malformedUserFigures: "the figures of the test users do not match their ids"
    case .cannotEncode(let reason): "the model cannot be written: \(reason)"
    case .unknownVersion(let model, let version): "there is no version \(version) of \(model)"
    }
  }
}

private func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
