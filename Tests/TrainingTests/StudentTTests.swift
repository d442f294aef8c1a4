import ModelFile
import Testing

@testable import Training

struct StudentTTests {
  /// With one degree of freedom the distribution is Cauchy's, with two it has a closed form.
  @Test(arguments: [0, 0.1, 0.5, 1, 2, 10, 1e3, 1e8])
  func `the probability is that of the closed forms`(t: Double) {
    #expect(abs(StudentT(degreesOfFreedom: 2).twoSided(t) - (1 - t / (2 + t * t).squareRoot())) < 1e-12)
    #expect(StudentT(degreesOfFreedom: 2).twoSided(-t) == StudentT(degreesOfFreedom: 2).twoSided(t))
  }

  /// As in tables: the value that is exceeded, in either direction, with probability .05.
  @Test(arguments: [
    (1, 12.7062), (2, 4.3027), (5, 2.5706), (10, 2.2281), (30, 2.0423), (120, 1.9799), (1_000, 1.9623),
    (1_000_000, 1.95997),
  ])
  func `quantiles are those of the tables`(degrees: Int, value: Double) {
    #expect(abs(StudentT(degreesOfFreedom: degrees).quantile(0.05) - value) < 6e-5)
  }

  @Test func `small probabilities keep their digits`() {
    // Two-sided: t = 8 with 1000 degrees of freedom, and the value that is exceeded with probability .001.
    let p = StudentT(degreesOfFreedom: 1_000).twoSided(8)
    #expect(p > 3.4e-15 && p < 3.6e-15)
    #expect(abs(StudentT(degreesOfFreedom: 10).twoSided(4.5869) - 0.001) < 1e-6)
    #expect(StudentT(degreesOfFreedom: 3).twoSided(.infinity) == 0)
  }

  @Test func `the paired t-test is that of a textbook`() throws {
    // The sleep of ten patients with two drugs (Student 1908): mean 1.58, t = 4.0621, p = .002833, interval ± .8799.
    let first: [Float] = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
    let second: [Float] = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    func figures(_ values: [Float]) -> UserFigures {
      UserFigures(Dictionary(uniqueKeysWithValues: zip(1..., values).map { (Int64($0), $1) }))
    }
    let difference = try #require(PairedDifference(of: figures(second), over: figures(first)))
    #expect(abs(difference.mean - 1.58) < 1e-6)
    #expect(abs(difference.p - 0.002833) < 1e-6)
    #expect(abs(difference.margin - 0.8799) < 1e-4)
    let same = try #require(PairedDifference(of: figures(first), over: figures(first)))
    #expect(same.p == 1 && same.margin == 0)
    let shifted = try #require(
      PairedDifference(of: figures(Array(repeating: 1, count: 4)), over: figures([0, 0, 0, 0])))
    #expect(shifted.p == 0)
  }
}
