import Testing

@testable import RatingFiles

struct IntakeTests {
  @Test func `up to one row in twenty may be rejected`() {
    #expect(intake(accepted: 95, rejected: 5).fault(threshold: 4) == nil)
    #expect(intake(accepted: 94, rejected: 6).fault(threshold: 4)?.contains("6 of 100 rows were rejected") == true)
    #expect(Intake().fault(threshold: 4) == nil && Intake().report.isEmpty)
  }

  @Test func `rejected rows are reported by reason, the most frequent first`() {
    var intake = intake(accepted: 1, rejected: 0)
    for (number, reason) in ["no movie id", "'7' is not a rating", "'it's 8' is not a rating"].enumerated() {
      intake.reject(reason, example: "r.csv:\(number)")
    }
    #expect(
      intake.report == [
        "3 of 4 rows were rejected:", "  2: … is not a rating, for example r.csv:1",
        "  1: no movie id, for example r.csv:0",
      ])
  }

  @Test func `reasons beyond the first twenty are counted together`() {
    var intake = Intake()
    for number in 1...25 { intake.reject("\(number) fields, not 4", example: "r.csv:\(number)") }
    #expect(intake.report.count == 22 && intake.report[1] == "  5: other reasons, for example r.csv:21")
  }

  @Test(arguments: [
    (1.0, 10.0, 60, "go from 1 to 10, not from 0.5 to 5 stars. If 10 is the best rating, use --scale 10"),
    (0, 100, 95, "If 100 is the best rating, use --scale 100"), (1, 7, 30, "If 10 is the best rating, use --scale 10"),
    (3.5, 87.5, 95, "go from 3.5 to 87.5"), (-10, 10, 80, "is it another column?"),
    (8e8, 9e8, 100, "is it another column?"),
  ])
  func `ratings on another scale are reported with the option to read them`(
    low: Double, high: Double, outside: Int, text: String
  ) {
    var intake = intake(accepted: 100 - outside, rejected: outside)
    intake.notice(ratings: low...high, outside: outside)
    #expect(intake.fault(threshold: 4)?.contains(text) == true)
  }

  @Test func `ratings between half stars are reported with the option to round them`() {
    var intake = intake(accepted: 50, rejected: 50)
    intake.notice(ratings: 0...4.75, outside: 0, between: 50)
    #expect(
      intake.fault(threshold: 0.5) == "50 of 100 ratings are not half stars. To round to the nearest, use --scale 5")
    intake.notice(ratings: 0...4.75, outside: 0, between: 5)
    #expect(intake.fault(threshold: 0.5)?.contains("--allow-rejected") == true)
  }

  @Test func `ratings from 0 on suggest a scale that begins there`() {
    var intake = intake(accepted: 80, rejected: 20)
    intake.notice(ratings: 0...4, outside: 0, between: 20)
    #expect(intake.fault(threshold: 4)?.hasSuffix("If 4 is the best rating, use --scale 4") == true)
  }

  @Test func `a single rating out of range does not suggest another scale`() {
    var intake = intake(accepted: 99, rejected: 1)
    intake.notice(ratings: 0.5...9, outside: 1)
    #expect(intake.fault(threshold: 4) == nil)
  }

  @Test func `ratings of one star at most suggest another scale, unless all ratings count as positive`() {
    var intake = intake(accepted: 100, rejected: 0)
    intake.notice(ratings: 1...1, outside: 0)
    #expect(intake.fault(threshold: 4)?.contains("--scale 1.") == true)
    #expect(intake.fault(threshold: 0.5) == nil)
    intake.notice(ratings: 0.5...1.5, outside: 0)
    #expect(intake.fault(threshold: 4) == nil)
    intake.notice(ratings: nil, outside: 0)
    #expect(intake.fault(threshold: 4) == nil)
  }

  private func intake(accepted: Int, rejected: Int) -> Intake {
    var intake = Intake()
    for _ in 0..<accepted { intake.accept() }
    for row in 0..<rejected { intake.reject("'\(row)' is not a rating", example: "r.csv:\(row)") }
    return intake
  }

  @Test(arguments: ["not a user id", "not a movie id"])
  func `if ids are names, the remedy is to number them`(reason: String) {
    var intake = Intake()
    for row in 0..<100 { intake.reject(reason, example: "\(row)") }
    #expect(intake.fault(threshold: 4)?.hasSuffix("Ids are whole numbers: number the users and movies first") == true)
  }
}
