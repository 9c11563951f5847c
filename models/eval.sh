#!/usr/bin/env bash
# Scores the reading on the development corpora of a folder that holds corpora/ and tools/: bash models/eval.sh FOLDER
# With names after the folder (satp acled-events acled-types muc places), only those. The scorers need numpy and scipy:
# SCORER_PYTHON names a Python that has them; else uv brings them for the run.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:?usage: bash models/eval.sh FOLDER [NAME...]}
shift
wanted=${*:-satp acled-events acled-types muc places}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -n "${SCORER_PYTHON:-}" ]; then
  score() { "$SCORER_PYTHON" "$@"; }
elif .venv/bin/python -c "import scipy" 2>/dev/null; then
  score() { .venv/bin/python "$@"; }
else
  score() { .tools/bin/uv run --quiet --no-project --with numpy --with scipy python "$@"; }
fi

# records NAME FILE: what is read in FILE, in $work/NAME.jsonl; prints the time it took
records() {
  local started seconds
  started=$(date +%s%N)
  .venv/bin/tocsin extract --input "$2" --output "$work/$1.jsonl"
  seconds=$(( ($(date +%s%N) - started) / 1000000 ))
  echo "== $1: $(wc -l <"$2") texts in $((seconds / 1000)).$((seconds / 100 % 10)) s, loading included"
}

for name in $wanted; do
  case $name in
    satp)
      records satp "$folder/corpora/satp/dev.jsonl"
      score "$folder/tools/event_score.py" "$folder/corpora/satp/dev.jsonl" "$work/satp.jsonl" ;;
    acled-events)
      records acled-events "$folder/corpora/acled-types/annotated.jsonl"
      score "$folder/tools/event_score.py" "$folder/corpora/acled-types/annotated.jsonl" "$work/acled-events.jsonl" ;;
    acled-types)
      records acled-types "$folder/corpora/acled-types/dev.jsonl"
      score "$folder/tools/type_score.py" "$folder/corpora/acled-types/dev.jsonl" "$work/acled-types.jsonl" ;;
    muc)
      records muc "$folder/corpora/muc4/tst1.jsonl"
      score "$folder/tools/to_muc.py" "$work/muc.jsonl" >"$work/incidents.jsonl"
      score "$folder/tools/muc_score.py" "$folder/corpora/muc4/tst1.key" "$work/incidents.jsonl" ;;
    places)
      for gold in "$folder"/corpora/toponyms/*-dev.jsonl; do
        records "$(basename "$gold" -dev.jsonl)" "$gold"
        score "$folder/tools/geo_score.py" "$gold" "$work/$(basename "$gold" -dev.jsonl).jsonl"
      done ;;
    *) echo "eval: unknown corpus '$name'; known: satp acled-events acled-types muc places" >&2; exit 2 ;;
  esac
done
