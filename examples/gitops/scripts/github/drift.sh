#!/bin/sh
# Checks a stack for drift and tells the next step by the output `drift`. Drift is a failure, unless ON_DRIFT is "repair".
#   drift.sh STACK
set -eu
case ${ON_DRIFT-} in
  "" | report | repair) ;;
  *)
    printf 'drift.sh: the variable ON_DRIFT is "%s", allowed are "report" and "repair": choose one\n' "$ON_DRIFT" >&2
    exit 2
    ;;
esac

code=0
sh "$(dirname "$0")/../drift.sh" "$1" || code=$?
if [ "$code" -eq 7 ]; then
  printf 'drift=true\n' >>"$GITHUB_OUTPUT"
  [ "${ON_DRIFT-}" != repair ] || exit 0
fi
exit "$code"
