-- Row-level security (AZ-3, decisions 24): a statement sees the rows of the organisation its transaction names.
-- Three scopes: app.organisation_id for work inside one, app.person_id for what is the person's own wherever it
-- is, app.system for sign-in, mailed links and the workers. Each setting stands in a query of its own: so it is read
-- once for a statement, not for every row.
DO $$
DECLARE
    t TEXT;
    mine TEXT;
BEGIN
    FOR t IN
        SELECT c.table_name FROM information_schema.columns c
        WHERE c.table_schema = current_schema() AND c.column_name = 'organisation_id'
    LOOP
        mine := CASE t
            WHEN 'memberships' THEN ' OR person_id = (SELECT nullif(current_setting(''app.person_id'', true), '''')::uuid)'
            -- What one does for oneself (a session ended, a name changed) belongs to no organisation.
            WHEN 'audit_entries' THEN ' OR (organisation_id IS NULL AND actor_id = (SELECT nullif(current_setting(''app.person_id'', true), '''')::uuid))'
            ELSE ''
        END;
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY scope ON %I USING ('
            'organisation_id = (SELECT nullif(current_setting(''app.organisation_id'', true), '''')::uuid)'
            ' OR (SELECT current_setting(''app.system'', true) = ''on'')%s)', t, mine);
    END LOOP;
END $$;
