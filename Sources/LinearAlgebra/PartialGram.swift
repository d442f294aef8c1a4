/// Gram matrices of a few columns of a sparse matrix, for many selections of columns.
///
/// Most entries of a row are in a few columns, the head, and counting these again for each selection would take nearly
/// all of the time. So their Gram matrix is counted once. What the other columns have in common with the selected ones
/// is counted for each selection, by walking through their few rows.
package struct PartialGram {
  /// The Gram matrix of the head. Shared by all threads.
  package struct Head: Sendable {
    /// For each column its place in the head; −1 if it is not in there.
    fileprivate let places: [Int32]
    /// The upper triangle.
    fileprivate let gram: Matrix<Float>

    /// - Parameters:
    ///   - size: how many of the columns with most entries are in the head.
    ///   - progress: as in `CoOccurrence.gram`.
    package init(_ coOccurrence: CoOccurrence, size: Int, progress: (Double) -> Void = { _ in }) {
      let byCount = (0..<coOccurrence.order).sorted { coOccurrence.count(of: $0) > coOccurrence.count(of: $1) }
      var places = [Int32](repeating: -1, count: coOccurrence.order)
      // In the order of the columns, so that a selection reads each row from left to right.
      for (place, column) in byCount.prefix(size).sorted().enumerated() { places[column] = Int32(place) }
      let rows = (0..<coOccurrence.rowCount).map { row in
        coOccurrence.columns(of: row).compactMap { places[Int($0)] < 0 ? nil : places[Int($0)] }
      }
      let head = SparseMatrix(columns: min(size, coOccurrence.order), rows)
      gram = CoOccurrence(head).gram(progress: progress)
      self.places = places
    }
  }

  private let coOccurrence: CoOccurrence
  private let head: Head
  /// For each column its place in the selection; −1 if it is not in there.
  private var selected: [Int32]

  /// - Parameter head: of the same matrix.
  package init(_ coOccurrence: CoOccurrence, _ head: Head) {
    self.coOccurrence = coOccurrence
    self.head = head
    selected = [Int32](repeating: -1, count: coOccurrence.order)
  }

  /// The upper triangle by rows, with zeros below it; the order is the number of selected columns.
  package mutating func gram(of columns: [Int32]) -> Matrix<Float> {
    var gram = Matrix<Float>(rows: columns.count, columns: columns.count)
    for (member, column) in columns.enumerated() { selected[Int(column)] = Int32(member) }
    gram.elements.withUnsafeMutableBufferPointer { elements in
      for member in columns.indices {
        elements[member * columns.count + member] = Float(coOccurrence.count(of: Int(columns[member])))
        if head.places[Int(columns[member])] >= 0 {
          copyHead(of: member, columns, to: elements)
        } else {
          count(member, columns, to: elements)
        }
      }
    }
    for column in columns { selected[Int(column)] = -1 }
    return gram
  }

  /// What a member of the head has in common with later ones.
  private func copyHead(of member: Int, _ columns: [Int32], to elements: UnsafeMutableBufferPointer<Float>) {
    let own = Int(head.places[Int(columns[member])])
    head.gram.elements.withUnsafeBufferPointer { counts in
      for other in columns[(member + 1)...].indices {
        let place = Int(head.places[Int(columns[other])])
        guard place >= 0 else { continue }
        elements[member * columns.count + other] = counts[min(own, place) * head.gram.stride + max(own, place)]
      }
    }
  }

  /// What a member that is not in the head has in common with those in the head, and with later ones.
  private func count(_ member: Int, _ columns: [Int32], to elements: UnsafeMutableBufferPointer<Float>) {
    for row in coOccurrence.rows(of: Int(columns[member])) {
      for column in coOccurrence.columns(of: Int(row)) {
        let other = Int(selected[Int(column)])
        guard other > member || other >= 0 && head.places[Int(column)] >= 0 else { continue }
        elements[min(member, other) * columns.count + max(member, other)] += 1
      }
    }
  }
}
