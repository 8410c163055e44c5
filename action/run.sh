#!/usr/bin/env bash
# Runs the SCENARIOS, one a line or a glob, and sets the outputs of the step:
# verdict, exit-code, run-directory and recommended-memory. It ends well whatever
# the verdict: the last step of the action makes the job fail, once all is kept.
set -eo pipefail
: "${GITHUB_OUTPUT:?}" "${OUT:?}"
shopt -s nullglob
shopt -s globstar 2>/dev/null || true # bash 3 of macOS has no **

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

wrong() {
  echo "::error::$1"
  output verdict wrong-input
  output exit-code 2
  exit 0
}

files=()
while IFS= read -r line; do
  line=${line#"${line%%[![:space:]]*}"}
  line=${line%"${line##*[![:space:]]}"}
  [ -n "$line" ] || continue
  if [[ $line == *[*?[]* ]]; then
    IFS= # no space in a name divides it
    # shellcheck disable=SC2206 # it is to be expanded
    found=($line)
    unset IFS
    [ ${#found[@]} -gt 0 ] || wrong "no scenario is named by $line"
    files+=("${found[@]}")
  else
    files+=("$line")
  fi
done <<<"$SCENARIOS"
[ ${#files[@]} -gt 0 ] || wrong "scenarios names no file"

args=(run --out "$OUT")
[ -z "$BUDGET" ] || args+=(--budget "$BUDGET")
[ -z "$CHANGED_SINCE" ] || args+=(--changed-since "$CHANGED_SINCE")
[ -z "$AGAINST" ] || args+=(--against "$AGAINST")
[ -z "$BASELINE" ] || args+=(--baseline "$BASELINE")
[ -z "$INCONCLUSIVE" ] || args+=(--inconclusive "$INCONCLUSIVE")

code=0
sweetspot "${args[@]}" -- "${files[@]}" || code=$?
if [ $code = 2 ]; then # nothing was started: what lies in $OUT is of another step
  output verdict wrong-input
  output exit-code 2
  exit 0
fi

summaries=("$OUT"/summary.json "$OUT"/*/summary.json)
recommended=
measured=
for summary in "${summaries[@]}"; do
  [ -f "$summary" ] || continue
  measured=yes
  memory=$(jq -r '.recommendation.memory_mb // empty' "$summary")
  [ -n "$memory" ] || continue
  if [ ${#files[@]} -gt 1 ]; then memory=$(jq -r '.scenario.name' "$summary")=$memory; fi
  recommended+=${recommended:+ }$memory
done

case $code in
  0) if [ -n "$measured" ]; then verdict=pass; else verdict=unchanged; fi ;;
  1) verdict=fail ;;
  4) verdict=inconclusive ;;
  130) verdict=interrupted ;;
  *) verdict=incomplete ;;
esac
output verdict "$verdict"
output exit-code "$code"
output recommended-memory "$recommended"
if [ -n "$measured" ]; then output run-directory "$OUT"; fi
