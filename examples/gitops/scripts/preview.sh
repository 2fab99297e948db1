#!/bin/sh
# Says what an apply would do, and asks the policies.
#   preview.sh STACK [COMMENT.md]   also writes a comment for a pull request
# Exit code 0 whether there are changes or not, else the failure's.
set -eu
comment=${2-}
case $comment in
  "" | /*) ;;
  *) comment=$PWD/$comment ;;
esac
. "$(dirname "$0")/stack.sh"

log=$(mktemp)
trap 'rm -f "$log" "$log.all"' EXIT
code=0
pulumi preview --stack "$stack" --diff --expect-no-changes --non-interactive --color never \
  --policy-pack "$pack" --policy-pack-config "$policies" >"$log" 2>&1 || code=$?
case $code in
  0) outcome="no changes" ;;
  7)
    outcome="changes" code=0
    # changes are what a preview is for
    sed -i.all '/^error: no changes were expected/d' "$log"
    ;;
  *) outcome="the preview failed with exit code $code" ;;
esac
cat "$log"
printf '%s: %s\n' "$stack" "$outcome"
[ -z "$comment" ] || node scripts/comment.mjs "$stack" "$outcome" <"$log" >"$comment"
exit "$code"
