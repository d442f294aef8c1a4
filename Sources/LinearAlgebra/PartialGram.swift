/// Gram matrices of a few columns of a sparse matrix, many times over.
///
/// Each row is a chain of those of the columns that it has: a column walks the chains of its rows and joins them. Time goes
/// by Σ (columns that a row has among the few)², and not by how much else its rows have.
package struct PartialGram {
  private let coOccurrence: CoOccurrence
  /// Of each row the last link of its chain; −1 for none.
  private var last: [Int32]
  private var links: [(member: Int32, before: Int32)] = []

  package init(_ coOccurrence: CoOccurrence) {
    self.coOccurrence = coOccurrence
    last = [Int32](repeating: -1, count: coOccurrence.rowCount)
  }

  /// The upper triangle by rows, zeros below it.
  package mutating func gram(of columns: [Int32]) -> Matrix<Float> {
    var gram = Matrix<Float>(rows: columns.count, columns: columns.count)
    links.removeAll(keepingCapacity: true)
    // From the last one: then who is in a chain stands behind, and a column adds to its own row alone.
    for member in columns.indices.reversed() {
      let start = member * columns.count
      let rows = coOccurrence.rows(of: Int(columns[member]))
      gram.elements[start + member] = Float(rows.count)
      for row in rows {
        var link = last[Int(row)]
        while link >= 0 {
          gram.elements[start + Int(links[Int(link)].member)] += 1
          link = links[Int(link)].before
        }
        links.append((Int32(member), last[Int(row)]))
        last[Int(row)] = Int32(links.count - 1)
      }
    }
    for column in columns {
      for row in coOccurrence.rows(of: Int(column)) { last[Int(row)] = -1 }
    }
    return gram
  }
}
