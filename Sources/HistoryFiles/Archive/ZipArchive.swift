/// The members of a ZIP archive in memory (PKWARE APPNOTE 6.3.10), as far as sites' exports need it: stored or
/// deflated, not encrypted, not ZIP64, not split.
///
/// Names are only compared, and nothing is written to disk, so no name can lead outside. Every offset and length is
/// checked, and sizes are trusted only as upper bounds. No byte belongs to two members.
///
///     RECORD                    AT                     FIELDS READ
///     end of central directory  last 64 KiB            10 members, 12 size, 16 offset of the directory
///     central directory header  one for each member    8 flags, 10 method, 16 CRC-32, 20 and 24 sizes, 28, 30 and 32
///                                                      lengths of what follows, 42 offset of the local header
///     local header              before each member     26 and 28 lengths of what follows
struct ZipArchive {
  struct Member: Equatable {
    /// With `/` between folders; not necessarily unique.
    let name: String
    fileprivate let isDeflated: Bool
    fileprivate let checksum: UInt32
    fileprivate let data: Range<Int>
  }

  private let bytes: ArraySlice<UInt8>
  /// Without folders.
  let members: [Member]

  /// More than any export has: Letterboxd writes a file for each list.
  static let maximumMembers = 4_096

  /// An archive begins with a member or, if it is empty, with the end record.
  static func isZip(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// Throws `damagedArchive`, `encryptedArchive` and `tooManyMembers`.
  init(_ bytes: ArraySlice<UInt8>) throws(HistoryFileError) {
    let fields = LittleEndian(bytes)
    guard let end = Self.endRecord(fields), let count = fields.short(end + 10), let start = fields.long(end + 16) else {
      throw .damagedArchive
    }
    // ZIP64 stores the number elsewhere.
    guard count < 0xFFFF else { throw .damagedArchive }
    guard count <= Self.maximumMembers else { throw .tooManyMembers(limit: Self.maximumMembers) }
    var members: [Member] = []
    // The ranges of bytes that the directory and the members take up.
    var places = [start..<max(start, end)]
    var position = start
    for _ in 0..<count {
      guard fields.long(position) == Self.directorySignature, let flags = fields.short(position + 8),
        let method = fields.short(position + 10), let checksum = fields.long(position + 16),
        let compressed = fields.long(position + 20), let size = fields.long(position + 24),
        let nameLength = fields.short(position + 28), let extraLength = fields.short(position + 30),
        let commentLength = fields.short(position + 32), let local = fields.long(position + 42),
        let name = fields.bytes(position + 46, nameLength)
      else { throw .damagedArchive }
      position += 46 + nameLength + extraLength + commentLength
      guard name.last != UInt8(ascii: "/") else { continue }
      guard flags & 1 == 0 else { throw .encryptedArchive }
      guard method == 0 && compressed == size || method == 8, fields.long(local) == Self.localSignature,
        let localName = fields.short(local + 26), let localExtra = fields.short(local + 28)
      else { throw .damagedArchive }
      let data = local + 30 + localName + localExtra
      guard fields.bytes(data, compressed) != nil else { throw .damagedArchive }
      places.append(local..<data + compressed)
      members.append(
        Member(
          name: String(decoding: name, as: UTF8.self), isDeflated: method == 8, checksum: UInt32(checksum),
          data: data..<data + compressed))
    }
    places.sort { $0.lowerBound < $1.lowerBound }
    // Members that share their bytes would let a small archive decompress to any size (a "zip bomb").
    guard zip(places, places.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) else {
      throw .damagedArchive
    }
    self.bytes = bytes
    self.members = members
  }

  /// The first bytes of a member, at most `limit`.
  func beginning(of member: Member, limit: Int) -> [UInt8] { read(member, limit: limit).bytes }

  /// The whole member. Throws `tooLarge` if it has more bytes than `limit`, and `damagedArchive`.
  func contents(of member: Member, limit: Int) throws(HistoryFileError) -> [UInt8] {
    switch read(member, limit: limit) {
    case .whole(let contents) where Inflate.checksum(contents) == member.checksum: return contents
    case .beginning: throw .tooLarge
    default: throw .damagedArchive
    }
  }

  private func read(_ member: Member, limit: Int) -> Inflate.Result {
    let data = bytes[(bytes.startIndex + member.data.lowerBound)..<(bytes.startIndex + member.data.upperBound)]
    if member.isDeflated { return Inflate.inflate(data, limit: limit) }
    return data.count > limit ? .beginning(Array(data.prefix(limit))) : .whole(Array(data))
  }

  private static let endSignature = 0x0605_4B50
  private static let directorySignature = 0x0201_4B50
  private static let localSignature = 0x0403_4B50

  /// The record is 22 bytes, and a comment of up to 65,535 bytes may follow.
  private static func endRecord(_ fields: LittleEndian) -> Int? {
    guard fields.count >= 22 else { return nil }
    let last = fields.count - 22
    return (max(0, last - 65_535)...last).reversed().first { fields.long($0) == endSignature }
  }
}

/// Numbers in bytes, with their bounds checked: nil beyond the end.
private struct LittleEndian {
  private let all: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { all = bytes }

  var count: Int { all.count }

  func bytes(_ position: Int, _ length: Int) -> ArraySlice<UInt8>? {
    guard position >= 0, length >= 0, position <= all.count, length <= all.count - position else { return nil }
    return all[(all.startIndex + position)..<(all.startIndex + position + length)]
  }

  func short(_ position: Int) -> Int? { number(position, 2) }
  func long(_ position: Int) -> Int? { number(position, 4) }

  private func number(_ position: Int, _ length: Int) -> Int? {
    bytes(position, length).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } }
  }
}
