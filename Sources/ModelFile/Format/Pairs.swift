/// Reads pairs of a name and a value from a section of bytes; see `ModelFileLayout`.
struct PairReader {
  private let section: String
  private let bytes: MappedArray<UInt8>
  private var offset = 0

  init(_ section: String, _ bytes: MappedArray<UInt8>) {
    self.section = section
    self.bytes = bytes
  }

  consuming func texts() throws(ModelFileError) -> [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    while offset < bytes.count { pairs.append((try text(), try text())) }
    return pairs
  }

  consuming func numbers() throws(ModelFileError) -> [(name: String, value: Double)] {
    var pairs: [(name: String, value: Double)] = []
    while offset < bytes.count { pairs.append((try text(), Double(bitPattern: try number(UInt64.self)))) }
    return pairs
  }

  private mutating func text() throws(ModelFileError) -> String {
    let start = offset
    let count = Int(try number(UInt32.self))
    let content = try take(count)
    guard let text = String(validating: content, as: UTF8.self) else {
      throw .malformedPairs(section: section, offset: start)
    }
    return text
  }

  private mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(ModelFileError) -> Number {
    try take(MemoryLayout<Number>.size).reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  private mutating func take(_ count: Int) throws(ModelFileError) -> [UInt8] {
    guard count <= bytes.count - offset else { throw .malformedPairs(section: section, offset: offset) }
    defer { offset += count }
    return (offset..<offset + count).map { bytes[$0] }
  }
}

/// Writes pairs of a name and a value.
enum PairWriter {
  static func encode(texts: [(name: String, value: String)]) -> [UInt8] {
    texts.flatMap { encode($0.name) + encode($0.value) }
  }

  static func encode(numbers: [(name: String, value: Double)]) -> [UInt8] {
    numbers.flatMap { encode($0.name) + littleEndian($0.value.bitPattern) }
  }

  private static func encode(_ text: String) -> [UInt8] { littleEndian(UInt32(text.utf8.count)) + Array(text.utf8) }
}

func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
