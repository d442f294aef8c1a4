/// A chart of figures as SVG. Colours are classes of the page: `c0`, `c1`, … for the series in order.
struct Chart {
  /// A point is a value with half the width of its confidence interval, or nil if there is none.
  struct Series {
    let name: String
    let points: [(value: Double, margin: Double)?]
  }

  private static let (width, height) = (640.0, 300.0)
  private static let (left, right, top, bottom) = (60.0, 150.0, 15.0, 40.0)

  /// The names of the points.
  let labels: [String]
  let series: [Series]

  /// A line through the points of each series, with their intervals.
  var lines: String {
    let values = series.flatMap { $0.points.compactMap { $0.map { $0.value } } }
    let scale = Scale(from: values.min() ?? 0, to: values.max() ?? 1)
    let step = (Self.width - Self.left - Self.right) / Double(max(1, labels.count - 1))
    var svg = axes(scale)
    let shown = max(1, labels.count / 12)
    for (index, label) in labels.enumerated() where index.isMultiple(of: shown) {
      svg += text(label, Self.left + Double(index) * step, Self.height - 15, anchor: "middle")
    }
    for (number, series) in series.enumerated() {
      let points = series.points.enumerated().compactMap { index, point in
        point.map { (x: Self.left + Double(index) * step, y: scale.y($0.value), margin: $0) }
      }
      let path = points.map { "\(rounded($0.x, 1)),\(rounded($0.y, 1))" }.joined(separator: " ")
      svg += "<polyline class=\"c\(number)\" points=\"\(path)\"/>"
      for point in points where point.margin.margin > 0 { svg += interval(point.x, point.margin, scale, number) }
      svg += legend(series.name, number)
    }
    return frame(svg)
  }

  /// A bar for the first point of each series.
  var bars: String {
    let points = series.map { $0.points.first.flatMap(\.self) ?? (0, 0) }
    let scale = Scale(from: 0, to: points.map { $0.value + $0.margin }.max() ?? 1)
    let step = (Self.width - Self.left - Self.right) / Double(max(1, series.count))
    var svg = axes(scale)
    for (number, point) in points.enumerated() {
      let x = Self.left + (Double(number) + 0.5) * step
      let y = scale.y(point.value)
      svg +=
        "<rect class=\"c\(number)\" x=\"\(rounded(x - step * 0.35, 1))\" y=\"\(rounded(y, 1))\" "
        + "width=\"\(rounded(step * 0.7, 1))\" height=\"\(rounded(scale.y(0) - y, 1))\"/>"
      if point.margin > 0 { svg += interval(x, point, scale, number) }
      svg += text(series[number].name, x, Self.height - 15, anchor: "middle")
    }
    return frame(svg)
  }

  /// Maps values to coordinates.
  private struct Scale {
    let low: Double
    let high: Double

    init(from least: Double, to greatest: Double) {
      let margin = max((greatest - least) * 0.1, 1e-9)
      low = least == 0 ? 0 : least - margin
      high = greatest + margin
    }

    func y(_ value: Double) -> Double {
      Chart.height - Chart.bottom - (value - low) / (high - low) * (Chart.height - Chart.top - Chart.bottom)
    }
  }

  private func axes(_ scale: Scale) -> String {
    (0...4).map { step in
      let value = scale.low + (scale.high - scale.low) * Double(step) / 4
      let y = rounded(scale.y(value), 1)
      return "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(Self.width - Self.right)\" y1=\"\(y)\" y2=\"\(y)\"/>"
        + text(rounded(value, 3), Self.left - 6, scale.y(value) + 4, anchor: "end")
    }.joined()
  }

  private func interval(_ x: Double, _ point: (value: Double, margin: Double), _ scale: Scale, _ number: Int) -> String
  {
    "<line class=\"interval\" x1=\"\(rounded(x, 1))\" x2=\"\(rounded(x, 1))\" "
      + "y1=\"\(rounded(scale.y(point.value - point.margin), 1))\" "
      + "y2=\"\(rounded(scale.y(point.value + point.margin), 1))\"/>"
  }

  private func legend(_ name: String, _ number: Int) -> String {
    let y = Self.top + 14 + Double(number) * 20
    let x = Self.width - Self.right + 20
    return "<rect class=\"c\(number)\" x=\"\(x)\" y=\"\(y - 9)\" width=\"10\" height=\"10\"/>"
      + text(name, x + 16, y, anchor: "start")
  }

  private func text(_ text: String, _ x: Double, _ y: Double, anchor: String) -> String {
    "<text x=\"\(rounded(x, 1))\" y=\"\(rounded(y, 1))\" text-anchor=\"\(anchor)\">\(text.escapedForHTML)</text>"
  }

  private func frame(_ content: String) -> String {
    "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\">\(content)</svg>"
  }
}

extension String {
  /// The text with HTML's special characters replaced.
  var escapedForHTML: String {
    map { character in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      default: String(character)
      }
    }.joined()
  }
}
