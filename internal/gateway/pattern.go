package gateway

import (
	"fmt"
	"net/url"
	"strings"
)

// segment is a part of a path between slashes.
type segment struct {
	text string // of a literal, or the name of a parameter
	kind byte   // 'l', 'p' or 'g': literal, {parameter}, {greedy+}
}

func split(path string) ([]segment, error) {
	var list []segment
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if path == "/" {
		return nil, nil
	}
	for i, part := range parts {
		s := segment{part, 'l'}
		if inner, ok := strings.CutPrefix(part, "{"); ok {
			if inner, ok = strings.CutSuffix(inner, "}"); !ok {
				return nil, fmt.Errorf("path %q: %q lacks its closing brace", path, part)
			}
			s = segment{inner, 'p'}
			if name, greedy := strings.CutSuffix(inner, "+"); greedy {
				s = segment{name, 'g'}
			}
		}
		if s.kind != 'l' && (s.text == "" || strings.ContainsAny(s.text, "{}+")) {
			return nil, fmt.Errorf("path %q: %q is no parameter", path, part)
		}
		if s.kind == 'l' && strings.ContainsAny(part, "{}") {
			return nil, fmt.Errorf("path %q: a parameter is a whole part between slashes, unlike %q", path, part)
		}
		if s.kind == 'g' && i < len(parts)-1 {
			return nil, fmt.Errorf("path %q: %q takes the rest and must stand last", path, part)
		}
		list = append(list, s)
	}
	return list, nil
}

// match fits the parts of a path, still percent-encoded, to segments. So are
// the parameters.
func match(segments []segment, parts []string) (params map[string]string, ok bool) {
	for i, s := range segments {
		switch {
		case i >= len(parts):
			return nil, false
		case s.kind == 'g':
			return with(params, s.text, strings.Join(parts[i:], "/")), true
		case s.kind == 'p':
			if parts[i] == "" {
				return nil, false
			}
			params = with(params, s.text, parts[i])
		case s.text != parts[i] && s.text != decode(parts[i]):
			return nil, false
		}
	}
	return params, len(parts) == len(segments)
}

func with(m map[string]string, name, value string) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	m[name] = value
	return m
}

// decodeAll decodes the values of parameters.
func decodeAll(raw map[string]string) map[string]string {
	if raw == nil {
		return nil
	}
	m := make(map[string]string, len(raw))
	for name, value := range raw {
		m[name] = decode(value)
	}
	return m
}

func decode(s string) string {
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return s
}

// rank orders paths that fit the same request by the first part in which they
// differ: literal before parameter before the rest.
func rank(a, b []segment) int {
	order := map[byte]int{'l': 0, 'p': 1, 'g': 2}
	for i := range min(len(a), len(b)) {
		if d := order[a[i].kind] - order[b[i].kind]; d != 0 {
			return d
		}
	}
	return 0
}

// wildcards writes the parameters of other APIs as a rule's pattern does, so
// that one list of routes serves behind each.
func wildcards(path string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(path, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('*')
		_, path, _ = strings.Cut(rest, "}")
	}
}

// fits matches a path with a rule's pattern: * stands for any text, ? for one
// character. It goes back to the last * only, so that its time is bounded by
// the product of both lengths.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#path-conditions
func fits(pattern, path string) bool {
	p, i, star, from := 0, 0, -1, 0
	for i < len(path) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == path[i]):
			p++
			i++
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
