import Domain
import Testing

@testable import HistoryFiles

struct ZipArchiveTests {
  private static let ratings = "Date,Name,Year,Letterboxd URI,Rating\n2021-03-14,Heat,1995,u,4\n"
  private static let list = "Date,Name,Year,Letterboxd URI\n2021-03-15,Ran,1985,u\n"

  private func read(_ bytes: [UInt8], list: LetterboxdList? = nil) throws(HistoryFileError) -> HistoryFile {
    try HistoryFile.read(bytes[...], name: "letterboxd.zip", list: list, at: Timestamp(seconds: 1_795_428_930))
  }

  @Test func `the zip of Letterboxd is read as a whole, without what the user has deleted`() throws {
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

  @Test func `names that lead outside and names without end are only names`() throws {
    let file = try read(
      Zip.archive([
        .text("../../etc/watched.csv", Self.list),
        .text(String(repeating: "a/", count: 5_000) + "watchlist.csv", Self.list),
        .text("C:\\likes\\films.csv", Self.list),
      ]))
    #expect(Set(file.entries.flatMap(\.acts).map(\.kind)) == [.seen, .want, .like])
  }

  @Test func `an archive without a known file is refused`() {
    #expect(throws: HistoryFileError.unknownLayout) { try read(Zip.archive([.text("a.txt", "hello")])) }
    #expect(throws: HistoryFileError.damagedArchive) { try read(Zip.archive([.text("a.txt", "x")]).dropLast(30) + []) }
  }

  @Test func `a member that grows beyond the limit is refused after the limit`() {
    var deflate = Deflate.literals(Array(Self.ratings.utf8))
    // 30 MB from 190 kB.
    for _ in 0..<116_000 { deflate.repeatLast() }
    let bomb = Zip.Member(name: "ratings.csv", contents: [], isDeflated: true, data: deflate.finished)
    #expect(throws: HistoryFileError.tooLarge) { try read(Zip.archive([bomb])) }
  }

  @Test func `members that together grow beyond the limit are refused, even if they share their bytes`() {
    let beginning = Array((Self.ratings + "2021-03-15,x").utf8)
    var deflate = Deflate.literals(beginning)
    for _ in 0..<4_000 { deflate.repeatLast() }
    let contents = beginning + [UInt8](repeating: UInt8(ascii: "x"), count: 258 * 4_000)
    let member = Zip.Member(name: "ratings.csv", contents: contents, isDeflated: true, data: deflate.finished)
    #expect(throws: Never.self) { try read(Zip.archive([member])) }
    #expect(throws: HistoryFileError.tooLarge) { try read(Zip.archive(Array(repeating: member, count: 30))) }
  }

  @Test func `more members than any export has are refused`() {
    let members = (0...ZipArchive.maximumMembers).map { Zip.Member.text("\($0)", "", isDeflated: false) }
    #expect(throws: HistoryFileError.tooManyMembers(limit: ZipArchive.maximumMembers)) {
      try read(Zip.archive(members))
    }
  }

  @Test func `an archive in ZIP64 is refused as a kind that is not supported`() {
    var archive = Zip.archive([.text("ratings.csv", Self.ratings)])
    archive.replaceSubrange(archive.count - 14..<archive.count - 2, with: [UInt8](repeating: 0xFF, count: 12))
    #expect(throws: HistoryFileError.damagedArchive) { try read(archive) }
  }

  @Test func `an archive in an archive is not opened`() {
    let inner = Zip.archive([.text("ratings.csv", Self.ratings)])
    let outer = Zip.archive([.init(name: "letterboxd.zip", contents: inner, isDeflated: true)])
    #expect(throws: HistoryFileError.unknownLayout) { try read(outer) }
  }

  @Test func `encrypted members and wrong checksums are refused`() {
    var member = Zip.Member.text("ratings.csv", Self.ratings)
    member.flags = 1
    #expect(throws: HistoryFileError.encryptedArchive) { try read(Zip.archive([member])) }
    member.flags = 0
    member.checksum = 7
    #expect(throws: HistoryFileError.damagedArchive) { try read(Zip.archive([member])) }
  }

  @Test func `whichever byte of an archive is wrong, it is read or refused`() {
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
