#!/bin/sh
# Makes what runs what the program says again: tasks that somebody stopped, that ended, or that an interrupted run left.
#   reconcile.sh STACK [LOG.jsonl]   appends the line that tells what was done to the log in place of printing it
# Exit codes are those of pulumi-trtc reconcile.
set -eu
log=${2-}
case $log in
  "" | /*) ;;
  *) log=$PWD/$log ;;
esac
. "$(dirname "$0")/stack.sh"

[ -z "$log" ] || exec >>"$log"
# in place of this shell, so that a signal reaches the command
exec pulumi-trtc reconcile --stack "$stack" --policy-pack "$pack" --policy-pack-config "$policies"
