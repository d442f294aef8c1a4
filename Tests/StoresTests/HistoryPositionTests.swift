import Testing

@testable import Stores

struct HistoryPositionTests {
  @Test(arguments: [1, 2, 1 << 40, 1 << 45 - 1] as [Int64])
  func `an id encodes the row and the place and fits into 53 bits`(row: Int64) {
    #expect(HistoryPosition(row) == HistoryPosition(row: row) && HistoryPosition(row: row).id == row)
    for place in [0, 1, 99, HistoryPosition.places - 1] {
      let position = HistoryPosition(row: row, place: place)
      #expect(HistoryPosition(position.id) == position)
      #expect(position.id > row && position.id < 1 << 53)
    }
  }

  @Test func `event positions are ordered by row and then by place`() {
    let positions = [
      HistoryPosition(row: 1), HistoryPosition(row: 2, place: 0), HistoryPosition(row: 2, place: 1),
      HistoryPosition(row: 3),
      HistoryPosition(row: 4, place: 0),
    ]
    #expect(positions.shuffled().sorted() == positions)
    #expect(HistoryPosition(row: 2) < positions[1] && HistoryPosition(row: 2) > positions[0])
  }

  @Test(arguments: [.min, -1, 0, .max, .max - 1, 1 << 52 - 1] as [Int64])
  func `every 64-bit number is an id`(id: Int64) {
    #expect(HistoryPosition(id).id == id)
  }
}
