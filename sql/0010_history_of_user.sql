-- A user's history is contiguous on disk, in order, so that a page of it is one range.
--
-- The old primary key, which `events` refers to, stays as a unique key. Takes 9 s for a million interactions, and
-- temporarily as much space again. Saves wait for it, and recommendations made meanwhile are not recorded.
ALTER TABLE interactions ADD UNIQUE KEY id (id), DROP PRIMARY KEY, ADD PRIMARY KEY (user_id, id);
