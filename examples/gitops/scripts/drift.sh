#!/bin/sh
# Compares what runs with the program and changes nothing.
#   drift.sh STACK
# Exit code 0 when they agree, 7 when they do not, else the failure's.
set -eu
. "$(dirname "$0")/stack.sh"

code=0
pulumi preview --refresh --diff --expect-no-changes --stack "$stack" --non-interactive --color never || code=$?
case $code in
  0) outcome="what runs is what the program says" ;;
  7) outcome="what runs is not what the program says: npm run reconcile -- $stack makes it so" ;;
  *) outcome="the check failed with exit code $code" ;;
esac
printf '%s: %s\n' "$stack" "$outcome"
exit "$code"
