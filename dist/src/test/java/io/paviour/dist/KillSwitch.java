package io.paviour.dist;

import java.sql.SQLException;

/// Stops a platform at one action of its journal: triggers in its database wait for a lock that the test holds.
///
/// @param database the platform's own; its connection holds the lock
record KillSwitch(Sql database) {
    private static final int LOCK = 7_041_776;

    /// On which side of the action.
    enum Side {
        /// The action is about to be written down.
        BEFORE,
        /// The action is done, and about to be written down as ended.
        AFTER
    }

    /// To be called once, on a database that a platform has used.
    void install() throws SQLException {
        database.run(
                "select pg_advisory_lock(" + LOCK + ")",
                "create table kill_point (side text, entry bigint)",
                "insert into kill_point values ('', 0)",
                """
                create function stop_at_kill_point() returns trigger language plpgsql as $$
                begin
                    if exists (select from kill_point where side = tg_argv[0] and entry = new.id) then
                        perform pg_advisory_lock(%d);
                    end if;
                    return new;
                end $$
                """.formatted(LOCK),
                """
                create trigger stop_before before insert on journal
                    for each row execute function stop_at_kill_point('BEFORE')
                """,
                """
                create trigger stop_after before update on journal
                    for each row execute function stop_at_kill_point('AFTER')
                """);
    }

    /// Chooses the next action but `number - 1`.
    void arm(Side side, int number) throws SQLException {
        database.rows("""
                update kill_point
                   set side = ?, entry = coalesce(pg_sequence_last_value('journal_id_seq'), 0) + ?
                returning entry
                """, side.name(), number);
    }

    /// Whether a platform stands at the chosen action.
    boolean isReached() throws SQLException {
        return database.isTrue(
                "select exists (select from pg_locks where locktype = 'advisory' and objid = ? and not granted)", LOCK);
    }

    /// What the platform was about to do, or had just done.
    String action() throws SQLException {
        return String.join(
                "", database.rows("select kind, name, action from journal where id = (select entry from kill_point)"));
    }

    /// Ends what the killed platform was waiting for, uncommitted as its death leaves it, and lets the next one pass.
    void disarm() throws SQLException {
        database.rows("""
                select pg_terminate_backend(pid, 5000)
                  from pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                """);
        database.run("update kill_point set side = ''");
    }
}
