package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Of what differs between two scenarios.
const (
	maxDifferences = 20 // that are listed
	maxShown       = 60 // characters of a value
)

// Differences lists what differs between two scenarios as run directories keep
// them, resolved and without secrets: "load.stages[0].from: 10 → 20". What is
// no JSON has no differences to tell.
func Differences(base, head json.RawMessage) []string {
	var a, b any
	if json.Unmarshal(base, &a) != nil || json.Unmarshal(head, &b) != nil {
		return []string{}
	}
	was, is := map[string]string{}, map[string]string{}
	flatten("", a, was)
	flatten("", b, is)
	paths := map[string]bool{}
	for path := range was {
		paths[path] = true
	}
	for path := range is {
		paths[path] = true
	}
	out := []string{}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if was[path] != is[path] {
			out = append(out, fmt.Sprintf("%s: %s → %s", path, shown(was[path]), shown(is[path])))
		}
	}
	if more := len(out) - maxDifferences; more > 0 {
		out = append(out[:maxDifferences], fmt.Sprintf("and %d more", more))
	}
	return out
}

// flatten lists the leaves of a JSON value by their paths. What is empty is as
// good as absent.
func flatten(path string, v any, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			at := name
			if path != "" {
				at = path + "." + name
			}
			flatten(at, inner, into)
		}
	case []any:
		for i, inner := range v {
			flatten(fmt.Sprintf("%s[%d]", path, i), inner, into)
		}
	case nil:
	default:
		into[path] = leaf(v)
	}
}

// leaf is a value as JSON has it, without escapes that only HTML needs.
func leaf(v any) string {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSpace(out.String())
}

// shown is a value as it is listed.
func shown(text string) string {
	if text == "" {
		return "nothing"
	}
	if utf8.RuneCountInString(text) > maxShown {
		return string([]rune(text)[:maxShown]) + "…"
	}
	return text
}
