-- Statistics are kept by what has changed since the last count, instead of by reading every interaction.
--
-- Takes less than a second, however many interactions there are. The first count afterwards reads all of them in the
-- background, in short transactions; the former figures are served until it is done.

-- What the statistics hold of each user and movie: interactions by kind, the current rating, and the time of the newest
-- of these interactions, null if it is more than about a month old. A count replaces the rows of whatever has changed,
-- and moves the tallies by the difference. So it does no harm to count something twice.
CREATE TABLE counted_movies (
  user_id BIGINT NOT NULL,
  movie_id BIGINT NOT NULL,
  views MEDIUMINT UNSIGNED NOT NULL,
  selects MEDIUMINT UNSIGNED NOT NULL,
  rates MEDIUMINT UNSIGNED NOT NULL,
  half_stars TINYINT UNSIGNED NULL,
  last_at DATETIME(6) NULL,
  PRIMARY KEY (user_id, movie_id)
) ENGINE = InnoDB;

-- The same for what was recommended to each user.
CREATE TABLE counted_users (
  user_id BIGINT NOT NULL,
  recommends BIGINT NOT NULL,
  PRIMARY KEY (user_id)
) ENGINE = InnoDB;

-- The rows of `counted_movies` with a time, in its order: as time passes, they leave the day, the week and the month.
CREATE TABLE recent_visits (
  last_at DATETIME(6) NOT NULL,
  user_id BIGINT NOT NULL,
  movie_id BIGINT NOT NULL,
  PRIMARY KEY (last_at, user_id, movie_id)
) ENGINE = InnoDB;

-- The sums of `counted_movies`. `stars_1` to `stars_10` count the current ratings of half a star to five stars.
-- `changed_in` is the version of the statistics in which the row last changed. `movie_statistics` has the same as of
-- the end of a count.
CREATE TABLE movie_tallies (
  movie_id BIGINT NOT NULL,
  views BIGINT NOT NULL DEFAULT 0,
  selects BIGINT NOT NULL DEFAULT 0,
  rates BIGINT NOT NULL DEFAULT 0,
  users BIGINT NOT NULL DEFAULT 0,
  users_of_day BIGINT NOT NULL DEFAULT 0,
  users_of_week BIGINT NOT NULL DEFAULT 0,
  users_of_month BIGINT NOT NULL DEFAULT 0,
  stars_1 BIGINT NOT NULL DEFAULT 0,
  stars_2 BIGINT NOT NULL DEFAULT 0,
  stars_3 BIGINT NOT NULL DEFAULT 0,
  stars_4 BIGINT NOT NULL DEFAULT 0,
  stars_5 BIGINT NOT NULL DEFAULT 0,
  stars_6 BIGINT NOT NULL DEFAULT 0,
  stars_7 BIGINT NOT NULL DEFAULT 0,
  stars_8 BIGINT NOT NULL DEFAULT 0,
  stars_9 BIGINT NOT NULL DEFAULT 0,
  stars_10 BIGINT NOT NULL DEFAULT 0,
  changed_in BIGINT NOT NULL,
  PRIMARY KEY (movie_id)
) ENGINE = InnoDB;

-- One row. All interactions with ids up to `counted_up_to`, and all rows of `taste_changes` up to
-- `counted_changes_up_to`, are in the statistics. Both are null if everything is to be counted anew; while it is,
-- `counted_changes_up_to` is 0. `seen_up_to` and `seen_changes_up_to` were the highest ids at `seen_at`: a while later
-- no transaction can still add a lower one. The windows of the tallies end at `windows_at`, when the last count began.
-- `recommends` is the sum of `counted_users`.
CREATE TABLE statistics_progress (
  id TINYINT NOT NULL,
  counted_up_to BIGINT NULL,
  counted_changes_up_to BIGINT NULL,
  seen_up_to BIGINT NOT NULL,
  seen_changes_up_to BIGINT NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  windows_at DATETIME(6) NULL,
  recommends BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  CONSTRAINT statistics_progress_one_row CHECK (id = 1)
) ENGINE = InnoDB;

INSERT INTO statistics_progress (id, seen_up_to, seen_changes_up_to, seen_at)
SELECT 1, COALESCE((SELECT MAX(id) FROM interactions), 0), COALESCE((SELECT MAX(id) FROM taste_changes), 0),
  UTC_TIMESTAMP(6);

-- Movies that were recommended are counted for the whole site; no figure of a single movie shows them.
ALTER TABLE statistics ADD COLUMN recommends BIGINT NOT NULL DEFAULT 0;

UPDATE statistics SET is_due = TRUE, recommends = (SELECT COALESCE(SUM(recommends), 0) FROM movie_statistics)
WHERE id = 1;

-- Lists that were removed, too, are recorded, though they are no taste.
ALTER TABLE taste_changes ADD COLUMN is_taste BOOLEAN NOT NULL DEFAULT TRUE;
