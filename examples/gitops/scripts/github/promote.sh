#!/bin/sh
# Makes the commit of this run what a stack is to be: moves the branch deploy/STACK there.
#   promote.sh STACK
set -eu
stack=$1
refs=repos/$GITHUB_REPOSITORY/git/refs
if gh api --silent "repos/$GITHUB_REPOSITORY/git/ref/heads/deploy/$stack"; then
  gh api --silent --method PATCH "$refs/heads/deploy/$stack" --raw-field "sha=$GITHUB_SHA" --field force=true
else
  gh api --silent "$refs" --raw-field "ref=refs/heads/deploy/$stack" --raw-field "sha=$GITHUB_SHA"
fi
