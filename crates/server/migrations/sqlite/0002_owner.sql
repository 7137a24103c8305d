-- Whose import it is: the name of the token that announced it; empty where the server has no named
-- tokens. An import answers to its owner alone.
ALTER TABLE import ADD COLUMN owner TEXT NOT NULL DEFAULT '';

-- The page of imports: the latest of one owner. Ids are UUIDs of version 7, so they sort by time.
CREATE INDEX import_of_owner ON import (owner, id);
