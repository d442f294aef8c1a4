/// Gram matrices of a few columns of a sparse matrix, many times over.
///
/// Each row is a chain of those of the columns that it has: a column walks the chains of its rows and joins them. Time
/// goes by Σ (columns that a row has among the few)², and not by how much else its rows have.
package struct PartialGram {
  private let coOccurrence: CoOccurrence
  private struct Link {
    let member: Int32
    let before: Int32
  }

  /// Of each row the last link of its chain; −1 for none.
  private var last: [Int32]
  private var links: [Link] = []

  package init(_ coOccurrence: CoOccurrence) {
    self.coOccurrence = coOccurrence
    last = [Int32](repeating: -1, count: coOccurrence.rowCount)
  }

  /// The upper triangle by rows, zeros below it.
  package mutating func gram(of columns: [Int32]) -> Matrix<Float> {
    let order = columns.count
    var gram = Matrix<Float>(rows: order, columns: order)
    // Taken out as long as they are worked on.
    var (last, links) = (self.last, self.links)
    (self.last, self.links) = ([], [])
    links.removeAll(keepingCapacity: true)
    gram.elements.withUnsafeMutableBufferPointer { elements in
      last.withUnsafeMutableBufferPointer { last in
        // From the last one: then who is in a chain stands behind, and a column adds to its own row alone.
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

  /// Counts what is in the chain of a row, and puts `member` before it.
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
