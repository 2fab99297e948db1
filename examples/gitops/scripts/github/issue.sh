#!/bin/sh
# Opens the one issue that says that a stack needs somebody, or closes it again.
#   issue.sh open STACK
#   issue.sh close STACK
set -eu
what=$1 stack=$2
title="$stack is not what its program says, or could not be checked"
run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
issues=repos/$GITHUB_REPOSITORY/issues
number=$(gh api --paginate "$issues?state=open" --jq \
  ".[] | select(.user.login == \"github-actions[bot]\" and .title == \"$title\") | .number" | head -n 1)

case $what in
  open)
    # one is enough: a run every few minutes would bury it
    [ -n "$number" ] || gh api --silent "$issues" --raw-field "title=$title" --raw-field "body=Seen in $run."
    ;;
  close)
    [ -z "$number" ] || gh api --silent --method PATCH "$issues/$number" --raw-field state=closed
    ;;
esac
