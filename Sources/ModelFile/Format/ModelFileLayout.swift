/// The model file, byte by byte. All numbers are little-endian, all floating point is IEEE 754.
///
///     0               128                      128 + 64 s   multiples of 64                             size
///     ┌───────────────┬────────────────────────┬───┬─────────────┬───┬─────────────┬───┬───┬─────────────┐
///     │ header        │ section table          │ 0 │ section 0   │ 0 │ section 1   │ 0 │ … │ section s−1 │
///     │ magic … count │ s entries of 64 bytes  │   │ items       │   │             │   │   │             │
///     └───────────────┴────────────────────────┴───┴─────────────┴───┴─────────────┴───┴───┴─────────────┘
///                       each entry names its section, and has its offset and count; 0 is padding
///
/// A request reads only the rows of the sections that it needs, straight from the mapping. This file is all that
/// training and serving share: the server never links BLAS, the trainer never links FastCGI.
///
/// Header, 128 bytes:
///
///     OFFSET  SIZE  DESCRIPTION
///          0     8  magic: 89 4D 51 45 0D 0A 1A 0A. As in PNG, it reveals a transfer that changed line ends or bit 7
///          8     4  byte order mark: 0A0B0C0D as a number
///         12     4  format version: 1
///         16     8  size of the file in bytes
///         24     8  checksum: XXH64, seed 0, of all bytes from 32 to the end
///         32    16  model: ASCII, padded with zero bytes, for example `EASE`
///         48     8  trained at: signed, microseconds since 1970-01-01T00:00:00Z, years 1970–9999
///         56     8  fingerprint of the training data
///         64     4  number of sections, at most 64
///         68    60  zero
///
/// Section table, one entry of 64 bytes for each section:
///
///     OFFSET  SIZE  DESCRIPTION
///          0    24  name: ASCII, padded with zero bytes, unique in the file
///         24     4  element type: 1 UInt8, 2 Int32, 3 Int64, 4 Float (32 bits)
///         28     4  zero
///         32     8  offset of the first element from the start of the file, a multiple of 64
///         40     8  number of elements
///         48    16  zero
///
/// The sections follow in the order of their entries. Each begins at the first multiple of 64 after its predecessor, so
/// that fewer than 64 bytes of padding lie between them. The file ends with its last section.
///
/// Every file has these sections. The sections of each model are documented with its scorer.
///
///     NAME             TYPE   DESCRIPTION
///     items            Int64  the item ids, strictly ascending: everywhere, position p means the p-th of these
///     hyperparameters  UInt8  pairs of name and value: each a UInt32 length and that many bytes of UTF-8
///     figures          UInt8  pairs of name (as above) and value (Float64): the results of the evaluation
///
/// A file may have these after the sections of the model:
///
///     NAME             TYPE   DESCRIPTION
///     origin           UInt8  pairs of name and value, like hyperparameters: what the model was trained on
///     test.users       Int64  the ids of the test users, strictly ascending
///     test.ndcg100     Float  NDCG@100 of each of them; only with test.users, and as many
///     chance.…         Float  how scores become probabilities, see `Chance`
///     items.likes      Int32  how many users like each item, see `NewItems`
///
/// ## Caveats
/// - A file is never changed in place, only replaced by a rename: a mapped file that shrinks kills its readers.
/// - The checksum detects damage. It does not protect against anyone who can write to the directory.
/// - Positions are not ids: the item at position 5 may have any id.
/// - A reader refuses other format versions. Raise the version when a table here changes. A new optional section needs
///   no new version: a reader ignores sections that it does not know.
enum ModelFileLayout {
  static let magic: [UInt8] = [0x89, 0x4D, 0x51, 0x45, 0x0D, 0x0A, 0x1A, 0x0A]
  static let byteOrderMark: UInt32 = 0x0A0B_0C0D
  static let formatVersion: UInt32 = 1

  static let headerSize = 128
  static let entrySize = 64
  static let alignment = 64
  static let modelNameSize = 16
  static let sectionNameSize = 24
  static let maximumSections = 64
  /// The checksum covers all bytes from this offset on.
  static let checkedFrom = 32
  /// In microseconds, up to the end of the year 9999.
  static let trainedAtRange: Range<Int64> = 0..<253_402_300_800_000_000

  static let items = "items"
  static let hyperparameters = "hyperparameters"
  static let figures = "figures"
  static let origin = "origin"
  static let testUsers = "test.users"
  static let testFigures = "test.ndcg100"

  /// The next multiple of 64; nil if it does not fit in 64 bits.
  static func aligned(_ offset: Int) -> Int? {
    let (sum, overflow) = offset.addingReportingOverflow(alignment - 1)
    return overflow ? nil : sum & ~(alignment - 1)
  }
}

#if _endian(big)
  #error("Model files are mapped without conversion, which needs a little-endian machine.")
#endif
