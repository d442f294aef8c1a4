package typealias ImportID = Int64

/// A file from another site that a user has imported.
package struct ImportRecord: Equatable, Sendable {
  package let id: ImportID
  package let source: HistorySource
  package let createdAt: Timestamp
  package let added: ImportCounts
  /// How many questions the user has not answered yet.
  package let open: Int

  package init(id: ImportID, source: HistorySource, createdAt: Timestamp, added: ImportCounts, open: Int) {
    self.id = id
    self.source = source
    self.createdAt = createdAt
    self.added = added
    self.open = open
  }
}

/// What an import has added.
package struct ImportCounts: Equatable, Sendable {
  package var ratings = 0
  package var views = 0
  package var likes = 0
  package var watchlist = 0

  package init() {}

  package var all: Int { ratings + views + likes + watchlist }

  /// Counts an interaction.
  package mutating func add(_ kind: InteractionKind) {
    switch kind {
    case .rate: ratings += 1
    case .view: views += 1
    case .select: likes += 1
    case .recommend: break
    }
  }

  package static func += (left: inout ImportCounts, right: ImportCounts) {
    left.ratings += right.ratings
    left.views += right.views
    left.likes += right.likes
    left.watchlist += right.watchlist
  }
}
