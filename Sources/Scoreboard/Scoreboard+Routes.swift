extension Scoreboard {
  /// The figures of each route, summed over all workers.
  package var figuresOfRoutes: [(route: String, figures: RouteFigures)] {
    routes.enumerated().map { position, name in
      var sum = RouteFigures.none
      for index in 0..<rowCount {
        let row = row(index)
        // A row that was never assigned holds no counts.
        if row.startedAt > .zero { sum += row.figures(of: position) }
      }
      return (name, sum)
    }
  }
}
