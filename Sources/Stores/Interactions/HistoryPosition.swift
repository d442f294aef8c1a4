import Domain

/// The place of an interaction in the order of a history: by row, and within a list by place.
///
/// Most interactions have a row of `interactions` to themselves, and its id. Movies that were recommended together
/// share a row, a list; the id of each is computed from the row's id and from its place, so that nothing is written for
/// it. Those ids begin at 2⁵²: above every row's, and below 2⁵³, up to which every client reads JSON numbers
/// exactly.
struct HistoryPosition: Comparable {
  let row: Int64
  /// Index within a list, 0 for the best; nil for an interaction with a row to itself.
  let place: Int?

  init(row: Int64, place: Int? = nil) {
    self.row = row
    self.place = place
  }

  init(_ id: InteractionID) {
    guard id >= Self.firstOfLists else {
      self.init(row: id)
      return
    }
    let number = id - Self.firstOfLists
    self.init(row: number >> Self.placeBits, place: Int(number & (1 << Self.placeBits - 1)))
  }

  var id: InteractionID {
    guard let place else { return row }
    return Self.firstOfLists + row << Self.placeBits + Int64(place)
  }

  /// A position without a place comes before all places of its row.
  static func < (left: HistoryPosition, right: HistoryPosition) -> Bool {
    (left.row, left.place ?? -1) < (right.row, right.place ?? -1)
  }

  /// The maximum length of a list. Answers have at most a hundred movies.
  static let places = 1 << placeBits

  private static let placeBits: Int64 = 7
  private static let firstOfLists: InteractionID = 1 << 52
}
