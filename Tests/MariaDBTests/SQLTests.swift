import MariaDB
import Testing

struct SQLTests {
  @Test func `interpolated values are bound`() {
    let name = "Robert'); DROP TABLE students;--"
    let sql: SQL = "SELECT * FROM t WHERE name = \(name) AND age = \(5) AND x = \(String?.none)"
    #expect(sql.text == "SELECT * FROM t WHERE name = ? AND age = ? AND x = ?")
    #expect(sql.values == [.text(name), .integer(5), .null])
  }

  @Test func `every kind of value is bound with its own type`() {
    let time = DateTime(year: 1995, month: 1, day: 31, hour: 23, microsecond: 9)
    let sql: SQL = "\(1.5), \([UInt8]([0, 255])), \(time), \(DateTime?.none), \(Int64?(7)), \(Int?.none)"
    #expect(sql.text == "?, ?, ?, ?, ?, ?")
    #expect(sql.values == [.double(1.5), .bytes([0, 255]), .dateTime(time), .null, .integer(7), .null])
  }

  @Test func `interpolated parts of SQL keep their values in order`() {
    let rows = [(1, "a"), (2, "b")].map { number, text -> SQL in "(\(number), \(text))" }
    let sql: SQL = "INSERT INTO t VALUES \(SQL.joined(rows, by: ", ")) LIMIT \(9)"
    #expect(sql.text == "INSERT INTO t VALUES (?, ?), (?, ?) LIMIT ?")
    #expect(sql.values == [.integer(1), .text("a"), .integer(2), .text("b"), .integer(9)])
  }
}
