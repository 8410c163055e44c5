#!/usr/bin/env bash
# Writes the file COMMENT as a comment on the pull request of the event, in place
# of the one that begins with the same hidden marker, where there is one. Anybody
# may write a comment that begins so: it counts if it is by a bot, as the token of
# a workflow is, or by somebody who may write to the repository.
set -euo pipefail
: "${GITHUB_API_URL:?}" "${GITHUB_REPOSITORY:?}" "${GITHUB_EVENT_PATH:?}" "${COMMENT:?}" "${TOKEN:?}"

skip() {
  echo "::notice::no comment: $1"
  exit 0
}

[ -f "$COMMENT" ] || skip "there is no $COMMENT"
number=$(jq -r '.pull_request.number // empty' "$GITHUB_EVENT_PATH")
[ -n "$number" ] || skip "the event is no pull request"
IFS= read -r marker <"$COMMENT" || true # its end may come before that of the line
case $marker in
  '<!-- sweetspot:'*' -->') ;;
  *) skip "$COMMENT has no marker in its first line" ;;
esac

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# api METHOD PATH [curl options]: the status; the answer is in $answer. The token
# is not on the command line, where other processes could see it.
api() {
  curl --silent --show-error --retry 3 --request "$1" --output "$answer" --write-out '%{http_code}' \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$TOKEN") \
    --header 'Accept: application/vnd.github+json' "${@:3}" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/$2"
}

id=
for page in {1..30}; do
  status=$(api GET "$number/comments?per_page=100&page=$page")
  [ "$status" = 200 ] || skip "the comments cannot be read (status $status)"
  id=$(jq -r --arg marker "$marker" '[.[] | select(.body // "" | startswith($marker))
    | select(.user.type == "Bot" or (.author_association | IN("OWNER", "MEMBER", "COLLABORATOR"))) | .id][0] // empty' "$answer")
  if [ -n "$id" ] || [ "$(jq length "$answer")" -lt 100 ]; then break; fi
done

body=(--header 'Content-Type: application/json' --data-binary @-)
if [ -n "$id" ]; then
  status=$(jq -Rs '{body: .}' "$COMMENT" | api PATCH "comments/$id" "${body[@]}")
else
  status=$(jq -Rs '{body: .}' "$COMMENT" | api POST "$number/comments" "${body[@]}")
fi
case $status in
  200 | 201) ;;
  403 | 404) skip "the token may not write one (status $status), as that of a pull request from a fork; the job's summary has the report" ;;
  *)
    echo "::error::the comment cannot be written: status $status: $(head -c 300 "$answer")"
    exit 1
    ;;
esac
