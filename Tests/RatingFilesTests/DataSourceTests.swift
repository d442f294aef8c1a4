import Glibc
import Testing

@testable import RatingFiles

struct DataSourceTests {
  private let folder = Folder()
  private static let inter = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
  private static let layouts: [(file: String, firstLine: String, layout: Layout)] = [
    ("ml.inter", inter, .atomic), ("u.data", "196\t242\t3\t881250949\n", .u),
    ("ratings.dat", "1::1193::5::978300760\n", .dat), ("ratings.csv", "userId,movieId,rating,timestamp\r\n", .csv),
  ]

  @Test(arguments: layouts.indices)
  func `each layout is recognised in a folder, one level below, and as a file`(index: Int) throws {
    let (file, firstLine, layout) = Self.layouts[index]
    let path = folder.write("inner/" + file, firstLine)
    for given in [folder.path, folder.path + "/inner", folder.path + "/inner/", path] {
      let source = try DataSource.open(given)
      #expect(source.layout == layout)
      #expect(source.ratings == path)
    }
  }

  @Test(arguments: layouts.indices)
  func `a file of ratings is recognised by what is in it, whatever its name`(index: Int) throws {
    let path = folder.write("anything.txt", Self.layouts[index].firstLine)
    #expect(try DataSource.open(path).layout == Self.layouts[index].layout)
  }

  @Test func `the files that go with the ratings are found beside them`() throws {
    folder.write("ml-100k/ml-100k.inter", Self.inter)
    folder.write("ml-100k/ml-100k.item", "")
    folder.write("ml-100k/ml-100k.user", "")
    let source = try DataSource.open(folder.path)
    #expect(source.movies == folder.path + "/ml-100k/ml-100k.item")
    #expect(source.users == folder.path + "/ml-100k/ml-100k.user")
    #expect(source.genres == nil)
  }

  @Test func `a data set without users or films has none`() throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,2,3,4\n")
    let source = try DataSource.open(folder.path)
    #expect(source.movies == nil && source.users == nil)
    #expect(try source.readMovies() == nil ? true : false)
    #expect(try source.readUsers() == nil ? true : false)
  }

  @Test func `what is missing, ambiguous or unknown is named`() throws {
    let missing = folder.path + "/missing"
    #expect(throws: RatingFileError.system(call: "open", path: missing, code: ENOENT)) { try DataSource.open(missing) }
    #expect(throws: RatingFileError.noRatings(folder: folder.path)) { try DataSource.open(folder.path) }
    let odd = folder.write("notes.txt", "hello\n")
    #expect(throws: RatingFileError.unknownLayout(file: odd)) { try DataSource.open(odd) }
    let one = folder.write("a.inter", Self.inter)
    let two = folder.write("b.inter", Self.inter)
    #expect(throws: RatingFileError.ambiguous(folder: folder.path, found: [one, two])) {
      try DataSource.open(folder.path)
    }
  }

  @Test func `a header without a column that is needed is refused`() throws {
    let path = folder.write("a.inter", "user_id:token\titem_id:token\n1\t2\n")
    #expect(throws: RatingFileError.missingColumn(file: path, column: "rating")) {
      try ratings(DataSource.open(path))
    }
  }
}
