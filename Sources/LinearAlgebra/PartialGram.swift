/// Gram matrices of a few columns of a sparse matrix, for many selections of columns.
///
/// Each row keeps a chain of the selected columns that it has. A column walks the chains of its rows, counts their
/// members, and joins them. Time grows with Σ (selected columns of a row)², not with the other entries of the rows.
package struct PartialGram {
  private struct Link {
    let member: Int32
    let before: Int32
  }

  private let coOccurrence: CoOccurrence
  /// The last link in the chain of each row; −1 if the chain is empty.
  private var last: [Int32]
  private var links: [Link] = []

  package init(_ coOccurrence: CoOccurrence) {
    self.coOccurrence = coOccurrence
    last = [Int32](repeating: -1, count: coOccurrence.rowCount)
  }

  /// The upper triangle by rows, with zeros below it; the order is the number of selected columns.
  package mutating func gram(of columns: [Int32]) -> Matrix<Float> {
    let order = columns.count
    var gram = Matrix<Float>(rows: order, columns: order)
    // Moved out of `self` while they change, so that neither array is copied.
    var (last, links) = (self.last, self.links)
    (self.last, self.links) = ([], [])
    links.removeAll(keepingCapacity: true)
    gram.elements.withUnsafeMutableBufferPointer { elements in
      last.withUnsafeMutableBufferPointer { last in
        // Walk members from last to first, so that a chain holds only later members and each column writes to its own
        // row.
        for member in columns.indices.reversed() {
          let counts = UnsafeMutableBufferPointer(rebasing: elements[member * order..<(member + 1) * order])
          let rows = coOccurrence.rows(of: Int(columns[member]))
          counts[member] = Float(rows.count)
          for row in rows { Self.count(Int32(member), &last[Int(row)], &links, counts) }
        }
        for column in columns {
          for row in coOccurrence.rows(of: Int(column)) { last[Int(row)] = -1 }
        }
      }
    }
    (self.last, self.links) = (last, links)
    return gram
  }

  /// Counts the members in the chain of a row, then puts `member` in front of them.
  @inline(__always)
  private static func count(
    _ member: Int32, _ last: inout Int32, _ links: inout [Link], _ counts: UnsafeMutableBufferPointer<Float>
  ) {
    links.withUnsafeBufferPointer { links in
      var link = last
      while link >= 0 {
        counts[Int(links[Int(link)].member)] += 1
        link = links[Int(link)].before
      }
    }
    links.append(Link(member: member, before: last))
    last = Int32(links.count - 1)
  }
}
