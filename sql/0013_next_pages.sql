-- Which list another one continues, so that the next page repeats nothing of any page before.
--
-- Takes less than a second, however many interactions there are: no row is rewritten.

-- The `id` of the row of the list whose next page this one is; null for a first page.
ALTER TABLE interactions ADD COLUMN after_id BIGINT NULL;
