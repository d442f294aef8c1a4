import Testing

@testable import RatingFiles

/// Reads records of every length, across the ends of the buffer, and in files that are not tables at all.
struct RecordReaderTests {
  private let folder = RatingFolder()

  @Test(arguments: [1, 100, 65_500, 65_535, 65_536, 65_537, 200_000])
  func `fields are complete wherever the buffer ends`(length: Int) throws {
    let long = String(repeating: "x", count: length)
    let path = folder.write("t", "a\t\(long)\tb\n\(long)\tc\r\nd")
    #expect(try records(path, .tab) == [["a", long, "b"], [long, "c"], ["d"]])
  }

  @Test func `two colons separate fields, and one does not`() throws {
    let path = folder.write("t", "1::a: b::c\n::x:::\n")
    #expect(try records(path, .doubleColon) == [["1", "a: b", "c"], ["", "x", ":"]])
  }

  @Test(arguments: [65_533, 65_534, 65_535, 65_536])
  func `two colons separate fields across the end of the buffer`(length: Int) throws {
    let long = String(repeating: "x", count: length)
    #expect(try records(folder.write("t", "\(long)::b\n"), .doubleColon) == [[long, "b"]])
  }

  @Test func `a line longer than a mebibyte is skipped, and those around it are read`() throws {
    let path = folder.write("t", "a\tb\n" + String(repeating: "x", count: 3_000_000) + "\nc\td\n")
    #expect(try records(path, .tab) == [["a", "b"], nil, ["c", "d"]])
  }

  @Test func `a quote that is never closed makes only its own line malformed`() throws {
    let path = folder.write("t", "a,\"b\nc,d\ne,f\n")
    #expect(try records(path, .comma) == [nil, ["c", "d"], ["e", "f"]])
  }

  @Test func `a quote that is never closed does not swallow the lines up to the next quote`() throws {
    let path = folder.write("t", "1,\"a,b\n2,c,d\n3,\"e, f\",g\n4,h,i\n")
    #expect(try records(path, .comma) == [nil, ["2", "c", "d"], ["3", "e, f", "g"], ["4", "h", "i"]])
  }

  @Test(arguments: [
    (#"1,"a""b",c"#, ["1", #"a"b"#, "c"]), (#""","#, ["", ""]), (#""""""",x"#, [#""""#, "x"]),
    (#"1, "a" ,b"#, ["1", "a", "b"]), (#"1,12" disc,b"#, ["1", #"12" disc"#, "b"]),
    (#"1,a "b",c"#, ["1", #"a "b""#, "c"]),
    ("1,\"a\nb\",c", ["1", "a\nb", "c"]), (#""a","b""#, ["a", "b"]), ("\"a\",\"b\"\r", ["a", "b"]),
    (#"1,"""#, ["1", ""]),
  ])
  func `quotes are read as in RFC 4180, and literally in the middle of a field`(
    text: String, fields: [String]
  ) throws {
    #expect(try records(folder.write("t", text), .comma) == [fields])
    #expect(try records(folder.write("u", text + "\nx"), .comma) == [fields, ["x"]])
  }

  @Test(arguments: [#"1,"a"b,c"#, #"1,"a" "b",c"#, #"1,"a,b"#, #"1,"a"","#])
  func `text next to a quoted field or an open quote makes the line malformed`(text: String) throws {
    #expect(try records(folder.write("t", text + "\nx,y\n"), .comma) == [nil, ["x", "y"]])
    #expect(try records(folder.write("u", text), .comma) == [nil])
  }

  @Test(arguments: [65_530, 65_533, 65_534, 65_535, 65_536])
  func `quotes are read across the end of the buffer`(length: Int) throws {
    let long = String(repeating: "x", count: length)
    let path = folder.write("t", "\"\(long)\"\"y\",b\n\"\(long)\" ,c\n")
    #expect(try records(path, .comma) == [["\(long)\"y", "b"], [long, "c"]])
  }

  @Test func `a carriage return ends a line in a file without line feeds`() throws {
    #expect(
      try records(folder.write("t", "a,b\rc,\"d\re\"\r\rf,g"), .comma) == [["a", "b"], ["c", "d\re"], ["f", "g"]])
  }

  @Test func `lines are counted from one, including empty ones and those in quotes`() throws {
    var reader = try RecordReader(folder.write("t", "a\n\n\"b\n\nb\"\nc\n"), .comma)
    var lines: [Int] = []
    while try reader.next() != nil { lines.append(reader.line) }
    #expect(lines == [1, 3, 6])
  }

  @Test func `an empty file of ratings has no records`() throws {
    #expect(try records(folder.write("t", ""), .tab) == [])
    #expect(try records(folder.write("t2", "\n\r\n\n"), .tab) == [])
  }

  @Test func `arbitrary bytes never crash the record reader`() throws {
    var state: UInt64 = 7
    for size in [1, 17, 300, 70_000] {
      let bytes = (0..<size).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Half of the bytes have a meaning in tables.
        let byte = UInt8(truncatingIfNeeded: state >> 33)
        return byte < 128 ? Array("\",:|\t\n\r1".utf8)[Int(byte % 8)] : byte
      }
      let path = folder.write("t\(size)", bytes)
      for separator in [FieldSeparator.tab, .pipe, .doubleColon, .comma, .semicolon] {
        _ = try records(path, separator)
      }
    }
  }

  /// The fields of each record; nil if it is malformed.
  private func records(_ path: String, _ separator: FieldSeparator) throws -> [[String]?] {
    var reader = try RecordReader(path, separator)
    var records: [[String]?] = []
    while let record = try reader.next() {
      guard record == .fields else {
        records.append(nil)
        continue
      }
      var fields: [String] = []
      for field in 0..<reader.fieldCount { fields.append(String(decoding: reader.bytes(field), as: UTF8.self)) }
      records.append(fields)
    }
    return records
  }
}
