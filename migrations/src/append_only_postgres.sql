-- LG-1. TRUNCATE has no rows, so it is refused by a trigger of its own.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append only';
END $$;
-- What the pruning left an anchor behind may go, and nothing else (LG-5); the argument asks whether it is such a row. An
-- anchor that somebody invented to remove more has no signature of ours, which is found out.
CREATE FUNCTION refuse_unanchored() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    anchored BOOLEAN;
BEGIN
    IF TG_OP = 'DELETE' THEN
        EXECUTE TG_ARGV[0] INTO anchored USING OLD;
        IF anchored THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'append only';
END $$;
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_unanchored(
    'SELECT EXISTS (SELECT 1 FROM audit_chain c JOIN audit_anchors a ON a.position >= c.position WHERE c.entry_seq = $1.seq)');
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON audit_chain FOR EACH ROW EXECUTE FUNCTION refuse_unanchored(
    'SELECT EXISTS (SELECT 1 FROM audit_anchors a WHERE a.position >= $1.position)');
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON look_entries FOR EACH ROW EXECUTE FUNCTION refuse_unanchored(
    'SELECT EXISTS (SELECT 1 FROM look_chain c JOIN look_anchors a ON a.position >= c.position WHERE c.entry_seq = $1.seq)');
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON look_chain FOR EACH ROW EXECUTE FUNCTION refuse_unanchored(
    'SELECT EXISTS (SELECT 1 FROM look_anchors a WHERE a.position >= $1.position)');
-- An anchor goes once a later one stands.
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON audit_anchors FOR EACH ROW EXECUTE FUNCTION refuse_unanchored(
    'SELECT EXISTS (SELECT 1 FROM audit_anchors a WHERE a.position > $1.position)');
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON look_anchors FOR EACH ROW EXECUTE FUNCTION refuse_unanchored(
    'SELECT EXISTS (SELECT 1 FROM look_anchors a WHERE a.position > $1.position)');
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_anchors FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON look_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON look_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON look_anchors FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
