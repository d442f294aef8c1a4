-- Experiments, and which lists were made in one.
--
-- Takes less than a second, however many interactions there are: no row is rewritten.

-- `arms` is as the operator typed it. The lists of an experiment, and what followed from them, have ids above
-- `first_id`, and up to `last_id` once it is stopped. `kept` is the arm that acts since then. Active are the experiment
-- that runs and the one with a kept arm.
CREATE TABLE experiments (
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  arms VARCHAR(2048) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  started_at DATETIME(6) NOT NULL,
  first_id BIGINT NOT NULL,
  stopped_at DATETIME(6) NULL,
  last_id BIGINT NULL,
  kept VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
  is_active BOOLEAN NOT NULL,
  PRIMARY KEY (name),
  KEY is_active (is_active)
) ENGINE = InnoDB;

-- The experiment and the arm in which a list was made; null outside of experiments.
ALTER TABLE interactions
  ADD COLUMN experiment VARCHAR(64) CHARACTER SET ascii NULL,
  ADD COLUMN arm VARCHAR(128) CHARACTER SET ascii NULL;
