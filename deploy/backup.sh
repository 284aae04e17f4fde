#!/bin/sh
# A copy of a town while it runs: the database whole, then the pictures.
#   deploy/backup.sh DESTINATION
# Reads PARVIS_ENGINE, PARVIS_DATA_DIR and PARVIS_DATABASE_URL. Restoring: docs/how-to/backup.md
set -eu

[ "$#" = 1 ] || { echo "Usage: $0 DESTINATION" >&2; exit 1; }
data=${PARVIS_DATA_DIR:-var/data}
folder=$1/$(date -u +%Y-%m-%dT%H%M%SZ)
umask 077
mkdir -p "$folder"

if [ "${PARVIS_ENGINE:-embedded}" = scaled ]; then
  pg_dump --format=custom --file="$folder/parvis.dump" "$PARVIS_DATABASE_URL"
else
  [ -f "$data/parvis.sqlite3" ] || { echo "There is no town in $data." >&2; rmdir "$folder"; exit 1; }
  # SQLite's own online copy: readers and writers go on meanwhile.
  python3 - "$data/parvis.sqlite3" "$folder/parvis.sqlite3" <<'PYTHON'
import sqlite3
import sys

source, copy = (sqlite3.connect(path) for path in sys.argv[1:])
with copy:
    source.backup(copy)
verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
copy.execute("PRAGMA journal_mode=DELETE")
copy.close()
source.close()
sys.exit(0 if verdict == "ok" else f"The copy is damaged: {verdict}")
PYTHON
fi

# The database first: a picture too many is harmless, a picture missing is not.
if [ -d "$data/media" ]; then
  cp -a "$data/media" "$folder/media"
fi
(cd "$folder" && find . -type f ! -name SHA256SUMS -exec sha256sum {} + | sort -k 2 > SHA256SUMS)
echo "$folder"
