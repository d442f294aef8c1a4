import Domain
import Testing

struct DemographicsTests {
  @Test(
    arguments: [
      (0, .under18), (17, .under18), (18, .from18), (24, .from18), (25, .from25), (34, .from25), (35, .from35),
      (44, .from35), (45, .from45), (49, .from45), (50, .from50), (55, .from50), (56, .from56), (130, .from56),
    ] as [(Int, AgeGroup)])
  func `ages are grouped as in MovieLens 1M`(years: Int, group: AgeGroup) {
    #expect(AgeGroup(years: years) == group)
  }

  @Test(
    arguments: [
      ("F", .female), ("f", .female), ("Female", .female), ("M", .male), ("m", .male), ("MALE", .male), ("", nil),
      ("nonbinary", nil), ("Frau", nil), ("männlich", nil), ("F ", nil),
    ] as [(String, Gender?)])
  func `only the genders that data sets use are recognised`(text: String, gender: Gender?) {
    #expect(Gender(text) == gender)
  }

  @Test func `an age or a gender that a user has not given is unknown`() {
    func user(_ age: Int?, _ gender: String?) -> Demographics {
      User(id: 1, username: nil, email: nil, age: age, gender: gender, createdAt: Timestamp(seconds: 0)).demographics
    }
    #expect(user(nil, nil) == .unknown)
    #expect(user(50, nil) == Demographics(age: .from50, gender: nil))
    #expect(user(nil, "F") == Demographics(age: nil, gender: .female))
    #expect(user(18, "they") == Demographics(age: .from18, gender: nil))
  }

  @Test func `an imported user's age group comes from the data set if it has one, else from the age`() {
    #expect(ImportedUser(id: 1, age: 30, gender: "M").demographics == Demographics(age: .from25, gender: .male))
    #expect(
      ImportedUser(id: 1, age: nil, gender: nil, ageGroup: .under18).demographics
        == Demographics(age: .under18, gender: nil))
  }
}
