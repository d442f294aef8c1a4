import Domain
import Testing

@testable import RatingFiles

struct UserReaderTests {
  private let folder = RatingFolder()

  @Test func `users of every layout are read alike`() throws {
    let expected: [ParsedRow<ImportedUser>] = [
      .accepted(ImportedUser(id: 1, age: 24, gender: "M")), .accepted(ImportedUser(id: 2, age: 53, gender: "F")),
    ]
    folder.write("a.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n")
    folder.write("a.user", "user_id:token\tage:token\tgender:token\toccupation:token\n1\t24\tM\tx\n2\t53\tF\ty\n")
    #expect(try users(DataSource.open(folder.path + "/a.inter")) == expected)
    folder.write("u.data", "1\t1\t3\t4\n")
    folder.write("u.user", "1|24|M|technician|00000\n2|53|F|other|00000\n")
    #expect(try users(DataSource.open(folder.path + "/u.data")) == expected)
    folder.write("ratings.dat", "1::1::3::4\n")
    folder.write("users.dat", "1::M::24::10::00000\n2::F::53::16::00000\n")
    #expect(try users(DataSource.open(folder.path + "/ratings.dat")) == expected)
  }

  @Test func `demographics have the age group of the data set, and the gender if it is F or M`() throws {
    folder.write("ratings.dat", "1::1::3::4\n")
    folder.write("users.dat", "1::F::1::10::00000\n2::M::56::16::00000\n3::x::25::1::00000\n4::::::1::00000\n")
    #expect(
      try users(DataSource.open(folder.path)).map { $0.value?.demographics } == [
        Demographics(age: .under18, gender: .female), Demographics(age: .from56, gender: .male),
        Demographics(age: .from25, gender: nil), .unknown,
      ])
  }

  @Test func `the age code for under 18 is not stored as an age, with a remark`() throws {
    folder.write("ratings.dat", "1::1::3::4\n")
    let path = folder.write("users.dat", "1::F::1::10::00000\n")
    let row = try users(DataSource.open(folder.path)).first
    #expect(row?.value == ImportedUser(id: 1, age: nil, gender: "F", ageGroup: .under18))
    #expect(row?.remark?.description == "\(path):1: age code 1 is 'under 18': no age is stored")
  }

  @Test func `an invalid age or gender is left out with a remark, and the user is kept`() throws {
    folder.write("u.data", "1\t1\t3\t4\n")
    let long = String(repeating: "x", count: 33)
    folder.write(
      "u.user",
      "1|old|M||\n2||||\n3|131|\(long)||\n4|-1|F||\n2|20|M||\nx|20|M||\n5\n6|24.0|\u{202E}||\n7|1e1|M||\n1|2|M|||\n")
    let rows = try users(DataSource.open(folder.path))
    #expect(rows.map { $0.value?.id } == [1, 2, 3, 4, nil, nil, nil, 6, 7, nil])
    #expect(rows.map { $0.value?.age } == [nil, nil, nil, nil, nil, nil, nil, 24, nil, nil])
    #expect(rows.map { $0.value?.gender } == ["M", nil, nil, "F", nil, nil, nil, nil, "M", nil])
    #expect(
      rows.map(\.reason) == [
        "'old' is not an age", nil, "'131' is not an age; the gender is too long", "'-1' is not an age",
        "user 2 is listed twice", "'x' is not a user id", "1 fields, not 5",
        "the gender '\\u{202E}' has an invisible character", "'1e1' is not an age", "6 fields, not 5",
      ])
  }
}
