-- The application's role and database on a cluster: once, on the leader, as its superuser.
-- Fill in: DATABASE_WORD
--   DATABASE_WORD is a long random word of letters and digits.
CREATE ROLE peoplesprocess LOGIN PASSWORD 'DATABASE_WORD';
-- Behind PgBouncer, what a session sets at its start is forgotten, so the server sets it for every session.
ALTER ROLE peoplesprocess SET jit = off;
ALTER ROLE peoplesprocess SET statement_timeout = '30s';
ALTER ROLE peoplesprocess SET lock_timeout = '10s';
ALTER ROLE peoplesprocess SET idle_in_transaction_session_timeout = '60s';
CREATE DATABASE peoplesprocess OWNER peoplesprocess;
