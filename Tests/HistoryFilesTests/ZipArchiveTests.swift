import Domain
import Testing

@testable import HistoryFiles

struct ZipArchiveTests {
  private static let ratings = "Date,Name,Year,Letterboxd URI,Rating\n2021-03-14,Heat,1995,u,4\n"
  private static let list = "Date,Name,Year,Letterboxd URI\n2021-03-15,Ran,1985,u\n"

  private func read(_ bytes: [UInt8], list: HistoryList? = nil) throws(HistoryFileError) -> HistoryFile {
    try HistoryFile.read(bytes[...], name: "letterboxd.zip", list: list, at: Timestamp(seconds: 1_795_428_930))
  }

  @Test func `the Letterboxd zip is read as a whole, except for what the user has deleted`() throws {
    let file = try read(
      Zip.archive([
        .text("profile.csv", "Date Joined,Username\n2020-01-01,mara\n"), .text("ratings.csv", Self.ratings),
        .text("watchlist.csv", Self.list, isDeflated: false), .text("likes/films.csv", Self.list),
        .text("deleted/diary.csv", Self.list), .text("lists/best.csv", "Letterboxd list export v7\nDate,Name\n"),
        .text("lists/", ""),
      ]))
    #expect(file.source == .letterboxd && file.rows == 3)
    #expect(file.entries.map(\.titles) == [["Ran"], ["Heat"]])
    #expect(file.entries[0].acts.map(\.kind) == [.want, .like])
  }

  @Test func `member names that lead outside the archive or never end are only names`() throws {
    let file = try read(
      Zip.archive([
        .text("../../etc/watched.csv", Self.list),
        .text(String(repeating: "a/", count: 5_000) + "watchlist.csv", Self.list),
        .text("C:\\likes\\films.csv", Self.list),
      ]))
    #expect(Set(file.entries.flatMap(\.acts).map(\.kind)) == [.seen, .want, .like])
  }

  @Test func `an archive without a known file is refused`() {
    let names = (1...7).map { "\($0).txt" }
    let error = #expect(throws: HistoryFileError.self) { try read(Zip.archive(names.map { .text($0, "hello") })) }
    #expect(
      error?.description.contains("it is a zip of '1.txt', '2.txt', '3.txt', '4.txt', '5.txt' and 2 more. Exp") == true)
    let empty = #expect(throws: HistoryFileError.self) { try read(Zip.archive([])) }
    #expect(empty?.description.contains("it is an empty zip") == true)
    let office = #expect(throws: HistoryFileError.self) {
      try read(Zip.archive([.text("[Content_Types].xml", "<?xml?>"), .text("xl/workbook.xml", "<x/>")]))
    }
    #expect(office?.description.contains("it is a document of Office, which can save a table as CSV. Exp") == true)
    #expect(throws: HistoryFileError.damagedArchive) { try read(Zip.archive([.text("a.txt", "x")]).dropLast(30) + []) }
  }

  @Test func `a member that grows beyond the limit is refused after the limit`() {
    var deflate = Deflate.literals(Array(Self.ratings.utf8))
    // 30 MB from 190 kB.
    for _ in 0..<116_000 { deflate.repeatLast() }
    let bomb = Zip.Member(name: "ratings.csv", contents: [], isDeflated: true, data: deflate.finished)
    #expect(throws: HistoryFileError.tooLarge) { try read(Zip.archive([bomb])) }
  }

  @Test func `members that together grow beyond the limit are refused`() {
    let beginning = Array((Self.ratings + "2021-03-15,x").utf8)
    var deflate = Deflate.literals(beginning)
    for _ in 0..<4_000 { deflate.repeatLast() }
    let contents = beginning + [UInt8](repeating: UInt8(ascii: "x"), count: 258 * 4_000)
    let member = Zip.Member(name: "ratings.csv", contents: contents, isDeflated: true, data: deflate.finished)
    #expect(throws: Never.self) { try read(Zip.archive([member])) }
    #expect(throws: HistoryFileError.tooLarge) { try read(Zip.archive(Array(repeating: member, count: 30))) }
  }

  @Test func `members that share bytes with each other or with the directory are refused`() throws {
    let archive = Zip.archive([.text("ratings.csv", Self.ratings), .text("watched.csv", Self.list)])
    #expect(try read(archive).rows == 2)
    let directory = try #require(
      archive.indices.first { archive[$0...].starts(with: Zip.long(0x0201_4B50)) })
    // Both directory headers point to the first member.
    let second = try #require(
      archive.indices.last { archive[$0...].starts(with: Zip.long(0x0201_4B50)) })
    var shared = archive
    shared.replaceSubrange(second..<second + 46, with: archive[directory..<directory + 46])
    #expect(throws: HistoryFileError.damagedArchive) { try read(shared) }
    // The first member extends over the second one, or into the directory.
    for size in [archive.count / 3, directory] {
      var long = archive
      long.replaceSubrange(directory + 20..<directory + 24, with: Zip.long(UInt32(size)))
      #expect(throws: HistoryFileError.damagedArchive) { try read(long) }
    }
  }

  @Test func `members may have data descriptors, and the archive may end with a comment`() throws {
    var member = Zip.Member.text("ratings.csv", Self.ratings)
    member.flags = 8
    member.descriptor = true
    var archive = Zip.archive([member, .text("folder/", ""), .text("__MACOSX/._ratings.csv", "\u{0}\u{5}Mac OS X")])
    archive[archive.count - 2] = 3
    #expect(try read(archive + Array("end".utf8)).rows == 1)
  }

  @Test func `a member with damaged or unknown compression is refused if it is needed`() throws {
    var member = Zip.Member(name: "ratings.csv", contents: Array(Self.ratings.utf8), isDeflated: true)
    let good = Deflate.literals(member.contents).finished
    for data in [Array(good.dropLast(20)), Array(good.prefix(40)) + [0xFF, 0xFF, 0xFF, 0xFF], [7, 7, 7]] {
      member.data = data
      #expect(throws: HistoryFileError.self) { try read(Zip.archive([member])) }
    }
    // A damaged member that is not needed does no harm.
    member.name = "photo.jpg"
    member.data = [7, 7, 7]
    #expect(try read(Zip.archive([member, .text("watched.csv", Self.list)])).rows == 1)
  }

  @Test func `a member in UTF-16 is refused, because it may be the needed one`() {
    let wide = Zip.Member(name: "ratings.csv", contents: [0xFF, 0xFE] + Self.ratings.utf16.flatMap { [UInt8($0), 0] })
    let packed = Zip.Member(name: "old.csv.gz", contents: [0x1F, 0x8B, 8, 0])
    let error = #expect(throws: HistoryFileError.self) {
      try read(Zip.archive([wide, .text("watched.csv", Self.list)]))
    }
    #expect(error?.description == "is in UTF-16: save it in UTF-8 first")
    #expect(throws: Never.self) { try read(Zip.archive([packed, .text("watched.csv", Self.list)])) }
  }

  @Test func `files of two sites at once are refused`() {
    let netflix = Zip.Member.text("NetflixViewingHistory.csv", "Title,Date\nHeat,1/31/24\n")
    #expect(throws: HistoryFileError.severalSites) {
      try read(Zip.archive([.text("ratings.csv", Self.ratings), netflix]))
    }
  }

  @Test func `an archive with an unnamed list is refused until the client says what it is`() throws {
    let archive = Zip.archive([.text("best.csv", Self.list)])
    #expect(throws: HistoryFileError.unnamedList) { try read(archive) }
    #expect(try read(archive, list: .likes).entries.flatMap(\.acts).map(\.kind) == [.like])
  }

  @Test func `more members than any export has are refused`() {
    let members = (0...ZipArchive.maximumMembers).map { Zip.Member.text("\($0)", "", isDeflated: false) }
    #expect(throws: HistoryFileError.tooManyMembers(limit: ZipArchive.maximumMembers)) {
      try read(Zip.archive(members))
    }
  }

  @Test func `a ZIP64 archive is refused as unsupported`() {
    var archive = Zip.archive([.text("ratings.csv", Self.ratings)])
    archive.replaceSubrange(archive.count - 14..<archive.count - 2, with: [UInt8](repeating: 0xFF, count: 12))
    #expect(throws: HistoryFileError.damagedArchive) { try read(archive) }
  }

  @Test func `an archive in an archive is not opened`() {
    let inner = Zip.archive([.text("ratings.csv", Self.ratings)])
    let outer = Zip.archive([.init(name: "letterboxd.zip", contents: inner, isDeflated: true)])
    #expect(throws: HistoryFileError.unknownLayout(found: "it is a zip of 'letterboxd.zip'")) { try read(outer) }
  }

  @Test func `encrypted members and wrong checksums are refused`() {
    var member = Zip.Member.text("ratings.csv", Self.ratings)
    member.flags = 1
    #expect(throws: HistoryFileError.encryptedArchive) { try read(Zip.archive([member])) }
    member.flags = 0
    member.checksum = 7
    #expect(throws: HistoryFileError.damagedArchive) { try read(Zip.archive([member])) }
  }

  @Test func `an archive with any one byte changed is either read or refused`() {
    let archive = Zip.archive([.text("ratings.csv", Self.ratings), .text("watchlist.csv", Self.list)])
    for position in archive.indices {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var damaged = archive
        damaged[position] = value
        _ = try? read(damaged)
      }
      _ = try? read(Array(archive[..<position]))
    }
  }
}
