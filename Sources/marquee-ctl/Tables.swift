/// Rows as a table for people, the first one with the headings.
func table(_ rows: [[String]]) -> String {
  let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let padded = zip(row, widths).dropLast().map { $0 + String(repeating: " ", count: $1 - $0.count) }
    return (padded + row.suffix(1)).joined(separator: "  ")
  }.joined(separator: "\n")
}

/// Rows as CSV (RFC 4180), the first one with the headings.
func commaSeparated(_ rows: [[String]]) -> String {
  rows.map { row in
    row.map { field in
      field.contains { "\",\r\n".contains($0) } ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }.joined(separator: ",")
  }.joined(separator: "\n")
}

/// Items separated by commas, in lines of up to 100 columns. The first line begins with `heading`, and the others are
/// indented to match.
func filled(_ items: [String], heading: String) -> [String] {
  var (lines, line): ([String], String) = ([], heading)
  for (index, item) in items.enumerated() {
    let text = index == items.count - 1 ? item : "\(item),"
    let space = line.hasSuffix(",") ? " " : ""
    if line.count + space.count + text.count > 100 {
      lines.append(line)
      line = String(repeating: " ", count: heading.count) + text
    } else {
      line += space + text
    }
  }
  return lines + [line]
}

/// `3.5 %`.
func percent(_ share: Double) -> String { "\(tenths(share)) %" }

/// `3.5 % (2.0–6.1)`.
func percent(_ share: Double, from low: Double, to high: Double) -> String {
  "\(percent(share)) (\(tenths(low))–\(tenths(high)))"
}

private func tenths(_ share: Double) -> String { "\((share * 1_000).rounded() / 10)" }
