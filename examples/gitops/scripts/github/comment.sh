#!/bin/sh
# Puts each file into a comment on the pull request PULL_REQUEST: into the one that starts with the same line, else into a new
# one.
#   comment.sh COMMENT.md...
set -eu
comments=repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments
known=$(gh api --paginate "$comments" --jq \
  '.[] | select(.user.login == "github-actions[bot]") | "\(.id) \(.body | split("\n")[0] | rtrimstr("\r"))"')

for file; do
  # a preview that did not come that far has no file
  [ -s "$file" ] || continue
  marker=$(head -n 1 "$file")
  id=$(printf '%s\n' "$known" | grep -F " $marker" | head -n 1 | cut -d ' ' -f 1)
  if [ -n "$id" ]; then
    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@$file"
  else
    gh api --silent "$comments" --field "body=@$file"
  fi
done
