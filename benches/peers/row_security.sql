-- On PostgreSQL: a statement sees the rows of the organisation that its transaction names, as in Cabas
-- (migrations/src/row_security.sql). {table} is each table that has an organisation.

ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON {table} USING (
    organisation_id = (SELECT nullif(current_setting('app.organisation_id', true), '')::uuid)
);
