import Testing

@testable import ModelFile

/// One test for each way a file can be malformed, and damage at every byte.
struct ModelFileMalformedTests {
  @Test func `a file shorter than a header is refused`() throws {
    expect(.truncatedHeader(size: 0), [])
    expect(.truncatedHeader(size: 127), Array(try TinyModelFile.bytes().prefix(127)))
  }

  @Test func `a file with a wrong magic is refused`() throws {
    var bytes = try TinyModelFile.bytes()
    bytes[0] = 0x88
    expect(.badMagic([0x88, 0x4D, 0x51, 0x45, 0x0D, 0x0A, 0x1A, 0x0A]), bytes)
  }

  @Test func `a file of a big-endian machine is refused`() throws {
    var bytes = try TinyModelFile.bytes()
    bytes[8..<12].reverse()
    expect(.wrongByteOrder(mark: 0x0D0C_0B0A), bytes)
  }

  @Test func `a newer format is refused`() throws {
    var bytes = try TinyModelFile.bytes()
    bytes[12] = 2
    expect(.unsupportedVersion(2), bytes)
  }

  @Test func `a file that was cut off or grew is refused for its size`() throws {
    let bytes = try TinyModelFile.bytes()
    expect(.wrongSize(stated: 716, actual: 715), bytes.dropLast())
    expect(.wrongSize(stated: 716, actual: 717), bytes + [0])
  }

  @Test func `a changed byte is found by the checksum`() throws {
    var bytes = try TinyModelFile.bytes()
    bytes[640] ^= 1
    #expect {
      try ModelFile.decode(bytes)
    } throws: {
      guard case .checksumMismatch? = $0 as? ModelFileError else { return false }
      return true
    }
  }

  @Test func `a model's name that is not printable or not padded with zero bytes is refused`() throws {
    expect(.badModelName, try TinyModelFile.sealed { $0[32] = 0x07 })
    expect(.badModelName, try TinyModelFile.sealed { $0[32] = 0 })
    expect(.badModelName, try TinyModelFile.sealed { $0[40] = 0x41 })
  }

  @Test func `a time of training outside the years 1970 to 9999 is refused`() throws {
    expect(.trainedAtOutOfRange(-1), try TinyModelFile.sealed { $0.put(Int64(-1), at: 48) })
    expect(.trainedAtOutOfRange(.max), try TinyModelFile.sealed { $0.put(Int64.max, at: 48) })
  }

  @Test func `a huge number of sections is refused`() throws {
    expect(.tooManySections(65), try TinyModelFile.sealed { $0.put(UInt32(65), at: 64) })
    expect(.tooManySections(.max), try TinyModelFile.sealed { $0.put(UInt32.max, at: 64) })
  }

  @Test func `a section table longer than the file is refused`() throws {
    expect(.sectionTableOutOfBounds(count: 64), try TinyModelFile.sealed { $0.put(UInt32(64), at: 64) })
  }

  @Test func `a reserved byte that is not zero is refused`() throws {
    expect(.reservedNotZero(offset: 100), try TinyModelFile.sealed { $0[100] = 1 })
    expect(.reservedNotZero(offset: 128 + 30), try TinyModelFile.sealed { $0[128 + 30] = 1 })
    expect(.reservedNotZero(offset: 192 + 63), try TinyModelFile.sealed { $0[192 + 63] = 1 })
  }

  @Test func `a section's name that is not printable is refused`() throws {
    expect(.badSectionName(index: 3), try TinyModelFile.sealed { $0[TinyModelFile.entry(3)] = 0x20 })
  }

  @Test func `two sections with one name are refused`() throws {
    let bytes = try TinyModelFile.sealed {
      $0.replaceSubrange(
        TinyModelFile.entry(4)..<TinyModelFile.entry(4) + 24,
        with: $0[TinyModelFile.entry(3)..<TinyModelFile.entry(3) + 24])
    }
    expect(.duplicateSection("weights"), bytes)
  }

  @Test func `an unknown element type is refused`() throws {
    let bytes = try TinyModelFile.sealed { $0.put(UInt32(9), at: TinyModelFile.entry(3) + 24) }
    expect(.unknownElementType(section: "weights", 9), bytes)
  }

  @Test func `a section that does not begin at a multiple of 64 is refused`() throws {
    let bytes = try TinyModelFile.sealed { $0.put(UInt64(644), at: TinyModelFile.entry(3) + 32) }
    expect(.misaligned(section: "weights", offset: 644), bytes)
  }

  @Test(arguments: [704, 6_400, 1 << 63, .max - 63] as [UInt64])
  func `a section that begins beyond the end is refused`(offset: UInt64) throws {
    // The last 12 bytes begin at 704, and the floats need 20.
    let bytes = try TinyModelFile.sealed { $0.put(offset, at: TinyModelFile.entry(3) + 32) }
    expect(.sectionOutOfBounds(section: "weights"), bytes)
  }

  @Test(arguments: [20, 1 << 61, 1 << 62, 1 << 63, .max] as [UInt64])
  func `a section that ends beyond the end is refused, also where the size overflows`(count: UInt64) throws {
    let bytes = try TinyModelFile.sealed { $0.put(count, at: TinyModelFile.entry(3) + 40) }
    expect(.sectionOutOfBounds(section: "weights"), bytes)
  }

  @Test func `sections that overlap or leave gaps are refused`() throws {
    let overlapping = try TinyModelFile.sealed { $0.put(UInt64(576), at: TinyModelFile.entry(3) + 32) }
    expect(.sectionOutOfPlace(section: "weights", expected: 640, offset: 576), overlapping)
    let inTheTable = try TinyModelFile.sealed { $0.put(UInt64(0), at: TinyModelFile.entry(0) + 32) }
    expect(.sectionOutOfPlace(section: "items", expected: 448, offset: 0), inTheTable)
  }

  @Test func `bytes behind the last section are refused`() throws {
    expect(.bytesAfterLastSection(count: 4), try TinyModelFile.sealed { $0 += [0, 0, 0, 0] })
  }

  @Test func `a file without items is refused`() throws {
    expect(.missingSection("items"), try TinyModelFile.sealed { $0[TinyModelFile.entry(0)] = 0x49 })
  }

  @Test func `item ids that do not ascend are refused`() throws {
    expect(.itemsNotAscending(position: 2), try TinyModelFile.sealed { $0.put(Int64(0), at: 464) })
    expect(.itemsNotAscending(position: 1), try TinyModelFile.sealed { $0.put(Int64.max, at: 448) })
  }

  @Test func `pairs that pass the end of their section or are not UTF-8 are refused`() throws {
    // A length far beyond the section, then a name that is not UTF-8, then a section that ends inside a number.
    let beyond = try TinyModelFile.sealed { $0.put(UInt32.max, at: 512) }
    expect(.malformedPairs(section: "hyperparameters", offset: 4), beyond)
    let notText = try TinyModelFile.sealed { $0[516] = 0xFF }
    expect(.malformedPairs(section: "hyperparameters", offset: 0), notText)
    let cutOff = try TinyModelFile.sealed { $0.put(UInt64(19), at: TinyModelFile.entry(2) + 40) }
    expect(.malformedPairs(section: "figures", offset: 12), cutOff)
  }

  @Test func `a file with any byte changed is refused`() throws {
    let bytes = try TinyModelFile.bytes()
    for offset in bytes.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = bytes
        damaged[offset] ^= change
        #expect(throws: ModelFileError.self) { try ModelFile.decode(damaged) }
      }
    }
  }

  @Test func `a file cut off anywhere is refused`() throws {
    let bytes = try TinyModelFile.bytes()
    for count in bytes.indices {
      #expect(throws: ModelFileError.self) { try ModelFile.decode(Array(bytes[..<count])) }
    }
  }

  /// With a matching checksum every change is either refused by a later check, or gives a file whose every element can
  /// be read.
  @Test func `with a forged checksum, no changed byte lets a reader leave the file`() throws {
    let count = try TinyModelFile.bytes().count
    for offset in 32..<count {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        let bytes = try TinyModelFile.sealed { $0[offset] ^= change }
        guard let file = try? ModelFile.decode(bytes) else { continue }
        for position in 0..<file.items.count { _ = file.items[position] }
        guard let weights = try? file.section("weights", of: Float.self) else { continue }
        for position in 0..<weights.count { _ = weights[position] }
      }
    }
  }

  private func expect(_ error: ModelFileError, _ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) {
    #expect(throws: error, sourceLocation: location) { try ModelFile.decode(bytes) }
  }
}
