-- Movies that a user wants to see or does not want recommended, where interactions came from, and how far opinions of a
-- movie differ.
--
-- Takes less than a second, however many interactions there are: no row is rewritten.

CREATE TABLE watchlist (
  user_id BIGINT NOT NULL,
  movie_id BIGINT NOT NULL,
  added_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id, movie_id),
  KEY newest (user_id, added_at, movie_id),
  CONSTRAINT watchlist_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

CREATE TABLE dismissals (
  user_id BIGINT NOT NULL,
  movie_id BIGINT NOT NULL,
  reason ENUM('not_interested', 'seen') NOT NULL,
  dismissed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id, movie_id),
  KEY newest (user_id, dismissed_at, movie_id),
  CONSTRAINT dismissals_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Whether people watch what is recommended is a join of a user's lists with their other interactions, by `public_id`:
-- an interaction that followed from a list has the list's, and in `place` the movie's place in it, counted from 0. The
-- list has the model, its version, `source` and the movies shown; `surface` says which part of the site showed it, and
-- is null for older lists. An interaction outlives its list, which is removed by age or number; such an interaction
-- must not count, because the list's other movies are no longer known.
ALTER TABLE interactions
  MODIFY source ENUM('context', 'history', 'popular', 'trending', 'watchlist') NULL,
  ADD COLUMN surface VARCHAR(32) CHARACTER SET ascii NULL,
  ADD COLUMN place TINYINT UNSIGNED NULL;

-- The entropy of a movie's current ratings, in millionths of a bit. The next count fills it in.
ALTER TABLE movie_statistics ADD COLUMN rating_entropy BIGINT NOT NULL DEFAULT 0;

UPDATE statistics SET is_due = TRUE WHERE id = 1;
