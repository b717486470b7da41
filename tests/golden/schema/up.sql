-- One required column more, and an old one less.
ALTER TABLE berth ADD COLUMN depth integer;
ALTER TABLE berth ALTER COLUMN pier SET NOT NULL;
ALTER TABLE berth DROP COLUMN chain;
CREATE INDEX berth_depth_idx ON berth (depth);
