#!/bin/sh
# Runs once, when the container of PostgreSQL makes its cluster: the role as which web, worker and clock connect.
# It is no superuser and owns nothing; `migrate` gives it its rights.
set -eu
psql -v ON_ERROR_STOP=1 -v secret="$WEB_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE rvu_web LOGIN PASSWORD :'secret';
SQL
