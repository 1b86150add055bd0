# shellcheck shell=bash
# A throw-away PostgreSQL for bin/test: one private folder, one socket, nothing kept. Not run by itself.

CLUSTER=""

postgres_bin() { # the folder that holds initdb and pg_ctl, the newest version first
  local folder
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
      printf '%s' "$folder"
      return 0
    fi
  done
  if has initdb && has pg_ctl; then dirname "$(command -v initdb)"; else return 1; fi
}

as_postgres() { # PostgreSQL refuses to be run by root
  if is_root; then runuser -u nobody -- "$@"; else "$@"; fi
}

start_postgres() { # speed matters, durability does not: the cluster dies with the run
  local bin options
  bin=$(postgres_bin) || return 1
  CLUSTER=$(mktemp -d "${TMPDIR:-/tmp}/crpv-pg.XXXXXX")
  if is_root; then chown nobody "$CLUSTER"; fi
  options="-c listen_addresses='' -c unix_socket_directories='$CLUSTER' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  (
    cd "$CLUSTER" || exit 1
    as_postgres "$bin/initdb" --pgdata "$CLUSTER/data" --username crpv --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync
    as_postgres "$bin/pg_ctl" --pgdata "$CLUSTER/data" --wait --log "$CLUSTER/log" --options "$options" start
  )
}

postgres_url() { printf 'postgres://crpv@/%s/postgres' "$CLUSTER"; }

stop_postgres() {
  if [ -z "$CLUSTER" ]; then return; fi
  (cd / && as_postgres "$(postgres_bin)/pg_ctl" --pgdata "$CLUSTER/data" --mode immediate stop) >/dev/null 2>&1 || true
  rm -rf "$CLUSTER"
  CLUSTER=""
}
