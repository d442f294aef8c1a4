-- Lists in which places were drawn, so that it can be estimated what another model would have brought.
--
-- Takes less than a second, however many interactions there are: no row is rewritten.

-- Null for other lists. `explored` is the probability with which each place was drawn. `blocks` has the movies that
-- each place might show, its own first; those of a place are separated by spaces, places by commas. `context` and
-- `dislikes` are what the list was made from.
ALTER TABLE interactions
  ADD COLUMN explored DOUBLE NULL,
  ADD COLUMN blocks TEXT CHARACTER SET ascii NULL,
  ADD COLUMN context TEXT CHARACTER SET ascii NULL,
  ADD COLUMN dislikes TEXT CHARACTER SET ascii NULL;
