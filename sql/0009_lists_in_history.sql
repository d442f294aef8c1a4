-- Movies that were recommended together are one row of the history, and a user's interactions are found in one index.
--
-- Takes 4 s for a million interactions and 55 s for eleven million, and temporarily as much space again. Saves wait for
-- it, and recommendations made meanwhile are not recorded.

-- Each movie of a recommended list is an interaction, and all of them are one row: its `movie_id` is null, `movies` has
-- the ids, best first, separated by spaces, and `films` is the number of interactions left. `deleted_places` names the
-- deleted ones, counted from 0. The columns before say where the list came from.
--
-- One index holds a user's interactions of one kind in order, with every column that is read except those of lists.
-- Movies need no foreign key: a save has found its movie in the catalogue, and movies are never removed from that.
ALTER TABLE interactions
  DROP FOREIGN KEY interactions_movie,
  DROP KEY history,
  DROP KEY history_of_kind,
  DROP KEY history_of_movie,
  DROP KEY events_of_movie,
  MODIFY movie_id BIGINT NULL,
  ADD COLUMN public_id BINARY(16) NULL,
  ADD COLUMN model VARCHAR(64) CHARACTER SET ascii NULL,
  ADD COLUMN model_version VARCHAR(128) CHARACTER SET ascii NULL,
  ADD COLUMN source ENUM('context', 'history', 'popular') NULL,
  ADD COLUMN movies TEXT CHARACTER SET ascii NULL,
  ADD COLUMN deleted_places VARCHAR(512) CHARACTER SET ascii NULL,
  ADD COLUMN films TINYINT UNSIGNED NULL,
  ADD KEY history (user_id, kind, id, movie_id, half_stars, created_at, films);

-- Older lists have their interactions in rows of their own, which stay as they are. So the list itself has no
-- interaction left, and its id is negative, in the same order, so that only a search for lists finds it.
INSERT INTO interactions (
  id, user_id, movie_id, kind, created_at, public_id, model, model_version, source, movies, films
)
SELECT id - 1 - (SELECT MAX(list.id) FROM recommendations AS list), user_id, NULL, 'recommend', created_at, public_id,
  model, model_version, source, movies, 0
FROM recommendations;

DROP TABLE recommendations;

-- Ratings, too, are counted in the order of users.
ALTER TABLE ratings DROP FOREIGN KEY ratings_movie, DROP KEY ratings_of_movie;
