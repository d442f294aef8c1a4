-- New interactions are added to the statistics instead of reading the histories of their users anew.
--
-- Takes less than a second, however many interactions there are. The first count afterwards reads all of them in the
-- background, in short transactions; the former figures are served until it is done.

-- Of the interactions with ids above `statistics_progress.counted_up_to`, those that are counted: the last two minutes.
CREATE TABLE counted_interactions (
  id BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;

-- `windows_at`, too, when a count noted what it counted. A count by an older release moves only `windows_at`.
ALTER TABLE statistics_progress ADD COLUMN noted_at DATETIME(6) NULL;
