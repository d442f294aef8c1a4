/// The figures of one recommender at one place of its lists on one day.
package struct PlaceFigures: Equatable, Sendable {
  package let day: CalendarDate
  package let recommender: Recommender
  /// From 0, the best.
  package let place: Int
  package let figures: Figures

  package init(day: CalendarDate, recommender: Recommender, place: Int, figures: Figures) {
    self.day = day
    self.recommender = recommender
    self.place = place
    self.figures = figures
  }

  /// What figures can be grouped by.
  package enum Facet: String, CaseIterable, Sendable {
    case model, version, source, place, day
  }

  package func value(of facet: Facet) -> String {
    switch facet {
    case .model: recommender.inOrder.model
    case .version: recommender.inOrder.version
    case .source: recommender.source.rawValue
    case .place: String(place)
    case .day: day.iso
    }
  }
}

extension Sequence<PlaceFigures> {
  /// Sums of all figures that agree in these facets, in the order of the facets' values.
  package func grouped(by facets: [PlaceFigures.Facet]) -> [(values: [String], figures: Figures)] {
    var sums: [[String]: Figures] = [:]
    for row in self { sums[facets.map(row.value), default: Figures()] += row.figures }
    return sums.map { (values: $0.key, figures: $0.value) }.sorted { left, right in
      // Shorter numbers are smaller; no other values differ in length only.
      left.values.lexicographicallyPrecedes(right.values) { ($0.numberLength, $0) < ($1.numberLength, $1) }
    }
  }
}

extension String {
  /// The length of a number; 0 for any other text.
  fileprivate var numberLength: Int { Int(self) == nil ? 0 : utf8.count }
}
