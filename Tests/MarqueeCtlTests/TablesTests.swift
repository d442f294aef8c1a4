import Testing

@testable import marquee_ctl

struct TablesTests {
  @Test(arguments: [(44, 44, 1), (44, 45, 2), (45, 44, 2), (1, 87, 1), (1, 88, 2), (89, 1, 2)])
  func `a line is filled up to 100 columns, and the next begins below the first item`(
    first: Int, second: Int, lines: Int
  ) {
    let items = [String(repeating: "a", count: first), String(repeating: "b", count: second)]
    let indent = String(repeating: " ", count: 10)
    let expected =
      lines == 1 ? ["so far    \(items[0]), \(items[1])"] : ["so far    \(items[0]),", indent + items[1]]
    #expect(filled(items, heading: "so far    ") == expected)
    #expect(expected[0].count <= 100)
  }

  @Test func `as many items as fit are on each line, and the last has no comma`() {
    let items = (10..<40).map { "\($0) requests" }
    let lines = filled(items, heading: "  ")
    #expect(lines.map { $0.split(separator: ",").count } == [7, 7, 7, 7, 2])
    #expect(lines.joined(separator: " ").split(whereSeparator: { " ,".contains($0) }).count == 60)
    #expect(lines.last == "  38 requests, 39 requests")
  }
}
