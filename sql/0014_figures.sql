-- How often movies were recommended, and what followed from it. Nothing here says who.
--
-- Takes less than a second, however many interactions there are: no row is rewritten. The lists that there are already
-- are counted in the background, once the pool runs.

-- By day (UTC), recommender and place in the list: how many movies were shown, in lists that are in the history of a
-- user and in others (`anonymous`), and how many of the former the user opened (`view`), picked (`select`) and rated. A
-- reaction counts for the day of its list.
CREATE TABLE recommendation_figures (
  day DATE NOT NULL,
  model VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  model_version VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source ENUM('context', 'history', 'popular', 'trending', 'watchlist') NOT NULL,
  place TINYINT UNSIGNED NOT NULL,
  anonymous BIGINT NOT NULL DEFAULT 0,
  shown BIGINT NOT NULL DEFAULT 0,
  opened BIGINT NOT NULL DEFAULT 0,
  picked BIGINT NOT NULL DEFAULT 0,
  rated BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (day, model, model_version, source, place)
) ENGINE = InnoDB;

-- How often each movie was shown on each day.
CREATE TABLE movie_exposures (
  day DATE NOT NULL,
  movie_id BIGINT NOT NULL,
  anonymous BIGINT NOT NULL DEFAULT 0,
  shown BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (day, movie_id)
) ENGINE = InnoDB;

-- One row. The interactions with ids up to `counted_up_to` are in the figures. `seen_up_to` was the highest id at
-- `seen_at`: a while later no transaction can still add a lower one.
CREATE TABLE figures_progress (
  id TINYINT NOT NULL,
  counted_up_to BIGINT NOT NULL,
  seen_up_to BIGINT NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT figures_progress_one_row CHECK (id = 1)
) ENGINE = InnoDB;

INSERT INTO figures_progress (id, counted_up_to, seen_up_to, seen_at)
SELECT 1, COALESCE(MIN(id) - 1, 0), COALESCE(MIN(id) - 1, 0), UTC_TIMESTAMP(6) FROM interactions;
