import Testing

@testable import marquee_train

struct RestTests {
  @Test func `a learner rests after ten times as long as a training takes`() {
    let rest = Rest(training: .milliseconds(200))
    #expect(!rest.isDue(after: .zero) && !rest.isDue(after: .seconds(2)))
    #expect(rest.isDue(after: .milliseconds(2_001)))
  }

  @Test func `a learner whose training takes too long for the next change never rests`() {
    #expect(Rest(training: .milliseconds(500)).isDue(after: .seconds(6)))
    #expect(!Rest(training: .milliseconds(501)).isDue(after: .seconds(100_000)))
  }
}
