#!/bin/sh
# Makes the stack what the program says, if the policies let it.
#   apply.sh STACK
set -eu
. "$(dirname "$0")/stack.sh"

# in place of this shell, so that a signal reaches the engine, which then finishes the calls under way
exec pulumi up --yes --stack "$stack" --non-interactive --color never \
  --policy-pack "$pack" --policy-pack-config "$policies"
