-- Row-level security (AZ-3, decisions 24): a statement sees the rows of the organisation that was named before it.
-- app.scope is 'organisation <id>' for work inside one, 'person <id>' for what is the person's own wherever it is, and
-- 'system' for sign-in, mailed links and the workers; without it nothing is seen. It stands in a query of its own: so it
-- is read once for a statement, not for every row.
DO $$
DECLARE
    -- The id that the scope names, when it is of one kind.
    named CONSTANT TEXT := '(SELECT CASE split_part(current_setting(''app.scope'', true), '' '', 1) WHEN %L'
        ' THEN split_part(current_setting(''app.scope'', true), '' '', 2)::uuid END)';
    organisation CONSTANT TEXT := format(named, 'organisation');
    person CONSTANT TEXT := format(named, 'person');
    t TEXT;
    mine TEXT;
BEGIN
    FOR t IN
        SELECT c.table_name FROM information_schema.columns c
        WHERE c.table_schema = current_schema() AND c.column_name = 'organisation_id'
    LOOP
        mine := CASE t
            WHEN 'memberships' THEN ' OR person_id = ' || person
            -- What one does for oneself (a session ended, a name changed) belongs to no organisation.
            WHEN 'audit_entries' THEN ' OR (organisation_id IS NULL AND actor_id = ' || person || ')'
            ELSE ''
        END;
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY scope ON %I USING (organisation_id = %s'
            ' OR (SELECT current_setting(''app.scope'', true) = ''system'')%s)', t, organisation, mine);
    END LOOP;
END $$;
