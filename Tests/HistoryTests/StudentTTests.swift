import Testing

@testable import History

/// Expected values are those of tables and of SciPy 1.17.
@Suite struct StudentTTests {
  private func isClose(_ a: Double, _ b: Double, within relative: Double = 1e-11) -> Bool {
    abs(a - b) <= relative * max(abs(a), abs(b))
  }

  @Test(arguments: [
    (1, 1, 0.5), (1, 12.706204736432095, 0.0499999999989913), (2, 4.302652729911275, 0.04999999999651663),
    (3, 0.5, 0.651447964848151), (4, 2.7764451051977987, 0.05), (10, -2.228138851964939, 0.05000000000180864),
    (30, 2.042272456301238, 0.05), (2.7, 3.1, 0.061281770530354274), (100.5, 1.98, 0.05043788102416088),
    (1e6, 1.96, 0.04999606758526985), (3, 0.001, 0.9992648949694609), (5, 40, 1.8411962171772954e-07),
    (0.5, 2, 0.4455148901831313), (7, 0, 1),
  ]) func `the tails are those of the tables`(degrees: Double, t: Double, p: Double) throws {
    let found = try #require(StudentT(degrees: degrees)).twoSided(t)
    #expect(isClose(found, p, within: degrees > 1000 ? 1e-8 : 1e-11), "\(found)")
  }

  @Test(arguments: [
    (1, 12.706204736174694), (2, 4.302652729749462), (3, 3.1824463052837078), (4.5, 2.6589123472044034),
    (9, 2.262157162798205), (29, 2.045229642132703), (200, 1.9718962236339088),
  ]) func `the half width of an interval is the quantile of the tables`(degrees: Double, width: Double) throws
  {
    #expect(
      isClose(try #require(StudentT(degrees: degrees)).halfWidth(confidence: 0.95), width, within: 1e-10))
  }

  @Test func `odd arguments have an answer`() throws {
    let three = try #require(StudentT(degrees: 3))
    #expect(three.twoSided(.infinity) == 0)
    #expect(three.twoSided(.nan).isNaN)
    #expect(three.twoSided(1e200) == 0)
    for degrees in [0, -1, Double.nan, .infinity] { #expect(StudentT(degrees: degrees) == nil) }
  }

  @Test func `the incomplete beta function is that of the tables`() {
    #expect(isClose(StudentT.incompleteBeta(0.4, 2, 3), 0.5248))
    #expect(isClose(StudentT.incompleteBeta(0.25, 0.5, 0.5), 1.0 / 3))
    #expect(isClose(StudentT.incompleteBeta(0.99, 50, 0.5), 0.3173043978741973))
    #expect(StudentT.incompleteBeta(0, 2, 3) == 0)
    #expect(StudentT.incompleteBeta(1, 2, 3) == 1)
  }
}
