import Testing

@testable import Stores

struct EventPositionTests {
  @Test(arguments: [1, 2, 1 << 40, 1 << 45 - 1] as [Int64])
  func `an id encodes the row and the place and fits into 53 bits`(row: Int64) {
    #expect(EventPosition(row) == EventPosition(row: row) && EventPosition(row: row).id == row)
    for place in [0, 1, 99, EventPosition.places - 1] {
      let position = EventPosition(row: row, place: place)
      #expect(EventPosition(position.id) == position)
      #expect(position.id > row && position.id < 1 << 53)
    }
  }

  @Test func `event positions are ordered by row and then by place`() {
    let positions = [
      EventPosition(row: 1), EventPosition(row: 2, place: 0), EventPosition(row: 2, place: 1), EventPosition(row: 3),
      EventPosition(row: 4, place: 0),
    ]
    #expect(positions.shuffled().sorted() == positions)
    #expect(EventPosition(row: 2) < positions[1] && EventPosition(row: 2) > positions[0])
  }

  @Test(arguments: [.min, -1, 0, .max, .max - 1, 1 << 52 - 1] as [Int64])
  func `every 64-bit number is an id`(id: Int64) {
    #expect(EventPosition(id).id == id)
  }
}
