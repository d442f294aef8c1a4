-- What was recommended together is one row of the history, and a user's events are found in one index.
--
-- Takes 4 s for a million interactions and 55 s for eleven million, and room for as many again while it runs. Saves
-- wait for it, and what is recommended meanwhile is not recorded.

-- Of a list of films that were recommended together each film is an event, and all of them are one row: its `movie_id`
-- is null, `movies` has the ids, best first, with a space between them, and `films` says how many of the events are
-- left. `deleted_places` names the others, counted from 0. The columns before say where the list came from.
--
-- A user's events of one kind stand in order in one index, with all that is read of them but lists. No film is looked
-- up by a foreign key: whoever saves has found it in the catalogue, from which no film ever goes.
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

-- Older lists have their events in rows of their own, which stay as they are. So no event of the list itself is left,
-- and its id is negative, in the same order: nobody comes across it but who looks for lists.
INSERT INTO interactions (id, user_id, movie_id, kind, created_at, public_id, model, model_version, source, movies, films)
SELECT id - 1 - (SELECT MAX(id) FROM recommendations), user_id, NULL, 'recommend', created_at, public_id, model,
  model_version, source, movies, 0
FROM recommendations;

DROP TABLE recommendations;

-- Ratings are counted in the order of users, too.
ALTER TABLE ratings DROP FOREIGN KEY ratings_movie, DROP KEY ratings_of_movie;
