import MariaDB

/// What users did with movies of lists, each with its list.
enum ListReactions {
  /// A table reference: `reaction`, an interaction that followed from a list, and `list`, the list. If a user did the
  /// same with the same movie of the same list several times, the first time counts. An interaction whose list is gone
  /// is left out.
  /// - Parameter condition: on rows of `interactions`; ranges of ids make it cheap.
  static func rows(_ condition: SQL) -> SQL {
    // The newest list with that id: the rows of a home page keep theirs for a day. It is usually among the user's last
    // few, so the search ends soon. MariaDB repeats it wherever `list_id` stands, so that must be in one place only.
    """
    (
      SELECT user_id, id, movie_id, kind, public_id, place, (
        SELECT own.id FROM interactions AS own FORCE INDEX (history)
        WHERE own.user_id = interactions.user_id AND own.kind = 'recommend' AND own.movie_id IS NULL
          AND own.public_id = interactions.public_id AND own.id < interactions.id
        ORDER BY own.id DESC LIMIT 1
      ) AS list_id
      FROM interactions FORCE INDEX (id)
      WHERE \(condition) AND movie_id IS NOT NULL AND public_id IS NOT NULL AND place IS NOT NULL
    ) AS reaction
    STRAIGHT_JOIN interactions AS list FORCE INDEX (PRIMARY)
      ON list.user_id = reaction.user_id AND list.id = reaction.list_id
    WHERE NOT EXISTS (
      SELECT 1 FROM interactions AS earlier FORCE INDEX (history)
      WHERE earlier.user_id = reaction.user_id AND earlier.kind = reaction.kind
        AND earlier.id > list.id AND earlier.id < reaction.id
        AND earlier.movie_id = reaction.movie_id AND earlier.public_id = reaction.public_id
    )
    """
  }
}
