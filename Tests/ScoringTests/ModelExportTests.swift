import Domain
import Glibc
import ModelFile
import Testing

@testable import Scoring

/// The format. `LiveTests` read exported models with NumPy.
struct ModelExportTests {
  @Test func `the checksum is that of zip files`() {
    var checksum = CRC32()
    for part in ["1234", "", "56789"] { Array(part.utf8).withUnsafeBytes { checksum.update($0) } }
    #expect(checksum.value == 0xCBF4_3926)
    #expect(CRC32().value == 0)
  }

  @Test func `a file has a stored entry for each array, with its header, numbers and checksum`() throws {
    let bytes = try written([
      NumberArray("grid", [1, -2, 0.5, 3, 4, 5], shape: [2, 3]), NumberArray("name", ["é", "abc"], shape: [2]),
    ])
    let entries = try entries(of: bytes)
    #expect(entries.map(\.name) == ["grid.npy", "name.npy"])
    for entry in entries {
      var checksum = CRC32()
      entry.contents.withUnsafeBytes { checksum.update($0) }
      #expect(entry.checksum == checksum.value)
      // The numbers begin at a multiple of 64 bytes.
      #expect(Array(entry.contents[..<8]) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
      #expect((10 + Int(entry.contents[8]) + Int(entry.contents[9]) << 8).isMultiple(of: 64))
    }
    let grid = entries[0].contents
    #expect(header(of: grid) == "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, ), }")
    #expect(
      grid.suffix(24).elementsEqual([1, -2, 0.5, 3, 4, 5].flatMap { (number: Float) in bytes4(number.bitPattern) }))
    let name = entries[1].contents
    #expect(header(of: name) == "{'descr': '<U3', 'fortran_order': False, 'shape': (2, ), }")
    #expect(name.suffix(24).elementsEqual([0xE9, 0, 0, 0x61, 0x62, 0x63].flatMap { bytes4($0) }))
  }

  @Test(arguments: [1, 15, 16, 17, 40])
  func `arrays of weights have no padding`(size: Int) throws {
    let items = (0..<size).map { ItemID($0) }
    var rows = SmallModel.coarseMatrix(size, seed: UInt64(size))
    for index in items.indices { rows[index][index] = 0 }
    let model = try SmallModel.ease(items: items, rows)
    #expect(try numbers(of: model.scorer.arrays[0]) == rows.flatMap(\.self))
    #expect(model.scorer.arrays[0].shape == [size, size])
    let padded = rows.flatMap { $0 + [Float](repeating: 0, count: EASEScorer.stride(items: size) - size) }
    let quantised = try SmallModel.model(.ease, items, QuantisedScorer.sections(weights: padded, items: size))
    let (codes, scales) = (quantised.scorer.arrays[0], try numbers(of: quantised.scorer.arrays[1]))
    #expect(codes.type == "|i1" && codes.shape == [size, size] && scales.count == size)
    let values = try bytes(of: codes).enumerated().map { Float(Int8(bitPattern: $1)) * scales[$0 % size] }
    #expect(zip(values, rows.flatMap(\.self)).allSatisfy { abs($0 - $1) < 0.01 })
  }

  @Test func `an array of 4 GiB is refused, and a path that cannot be written is reported`() throws {
    let long = NumberArray("long", [Float](), shape: [0])
    #expect(throws: (any Error).self) { try NPZFile.write([long], to: "/nowhere/x.npz") }
    let huge = NumberArray("huge", "<f4", elementSize: 4, [1 << 15, 1 << 15]) { _ in }
    #expect(throws: NPZFile.Failure.tooLarge) { try NPZFile.write([huge], to: "/dev/null") }
  }

  // MARK: -

  private func written(_ arrays: [NumberArray]) throws -> [UInt8] {
    let path = "/tmp/marquee-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).npz"
    defer { unlink(path) }
    try NPZFile.write(arrays, to: path)
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }

  /// Reads the entries through the directory at the end of a zip file.
  private func entries(of zip: [UInt8]) throws -> [(name: String, checksum: UInt32, contents: [UInt8])] {
    func number(_ offset: Int, _ size: Int) -> Int { (0..<size).reduce(0) { $0 | Int(zip[offset + $1]) << (8 * $1) } }
    let end = zip.count - 22
    try #require(Array(zip[end..<end + 4]) == [0x50, 0x4B, 5, 6])
    var place = number(end + 16, 4)
    return try (0..<number(end + 10, 2)).map { _ in
      try #require(Array(zip[place..<place + 4]) == [0x50, 0x4B, 1, 2] && number(place + 10, 2) == 0)
      let (size, length, start) = (number(place + 24, 4), number(place + 28, 2), number(place + 42, 4))
      let checksum = UInt32(number(place + 16, 4))
      let name = String(decoding: zip[place + 46..<place + 46 + length], as: UTF8.self)
      // What the header of the entry says must be the same.
      try #require(Array(zip[start + 4..<start + 30]) == Array(zip[place + 6..<place + 32]))
      let contents = start + 30 + length
      place += 46 + length
      return (name, checksum, Array(zip[contents..<contents + size]))
    }
  }

  private func header(of array: [UInt8]) -> String {
    let text = String(decoding: array[10..<10 + Int(array[8]) + Int(array[9]) << 8], as: UTF8.self)
    return String(text.prefix { $0 != "\n" }.reversed().drop { $0 == " " }.reversed())
  }

  private func bytes4(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }

  private func bytes(of array: NumberArray) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try array.forEachPiece { bytes += $0 }
    return bytes
  }

  private func numbers(of array: NumberArray) throws -> [Float] {
    let bytes = try bytes(of: array)
    return stride(from: 0, to: bytes.count, by: 4).map { place in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * $1) })
    }
  }
}
