-- A user's history lies together on disk, in order, so that a page of it is one range.
--
-- The old primary key, which events refer to, stays as a key. Takes 9 s for a million interactions, and room for as many
-- again while it runs. Saves wait for it, and what is recommended meanwhile is not recorded.
ALTER TABLE interactions ADD UNIQUE KEY id (id), DROP PRIMARY KEY, ADD PRIMARY KEY (user_id, id);
