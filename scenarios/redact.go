package scenarios

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// Redacted returns a copy of the scenario, source text included, in which
// secrets of environments, headers and URLs read "[redacted]". What only stands for
// a secret stays.
func (s *Scenario) Redacted() *Scenario {
	c := s.withValues(shownValue)
	c.Source = s.RedactedSource()
	for i := range c.Payloads {
		if c.Payloads[i].Digest {
			c.Payloads[i].Body = digestOf(c.Payloads[i].Body)
		} else {
			c.Payloads[i].Body = redactedBody(c.Payloads[i].Body)
		}
	}
	return c
}

// digestOf stands for a body of which no more is to be kept. Equal bodies have
// equal digests, so that runs can be told to have sent the same.
func digestOf(body json.RawMessage) json.RawMessage {
	return fmt.Appendf(nil, `{"sha256":"%x","bytes":%d}`, sha256.Sum256(body), len(body))
}

// redactedBody is a payload without its secret fields; one without any is left
// as it is, to the byte.
func redactedBody(body json.RawMessage) json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil || !redactFields(value) {
		return body
	}
	shown, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage(`"` + redacted + `"`)
	}
	return shown
}

// redactFields takes the secrets out of a JSON value, and reports whether there
// were any.
func redactFields(value any) (found bool) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			found = redactFields(item) || found
		}
	case map[string]any:
		for name, field := range v {
			switch field.(type) {
			case []any, map[string]any, nil:
				found = redactFields(field) || found
			default:
				if secretField.MatchString(name) {
					v[name], found = redacted, true
				}
			}
		}
	}
	return found
}

// setSecret matches the --set of one secret variable or header, and setAll any
// --set above it whose value may hold one.
var (
	setSecret = regexp.MustCompile(`\.(?:env|headers|stage_variables|gateway)\.([A-Za-z0-9_-]+)$`)
	setAll    = regexp.MustCompile(`^targets?(\[[0-9]+\])?(\.function(\.env)?|\.http(\.headers)?|\.gateway(\.headers|\.stage_variables|\.authorizer(\.function(\.env)?)?)?)?$`)
)

// RedactedSets returns the overrides without the secrets that they carry.
func RedactedSets(sets []string) []string {
	shown := slices.Clone(sets)
	for i, set := range sets {
		path, value, found := strings.Cut(set, "=")
		one := setSecret.FindStringSubmatch(path)
		switch {
		case one != nil && secret.OnlyRefs(value):
		case one != nil && IsSecretName(one[1]) || setAll.MatchString(path) && IsSecretName(value):
			shown[i] = path + "=" + redacted
		case found:
			shown[i] = path + "=" + secret.RedactURLs(value)
		}
	}
	return shown
}

// shownSet is an override as messages show it.
func shownSet(set string) string { return printable(brief(RedactedSets([]string{set})[0])) }

// IsRedactedSet reports whether RedactedSets took a secret out of an override.
func IsRedactedSet(set string) bool {
	return strings.HasSuffix(set, "="+redacted) || slices.ContainsFunc(secret.AnyURL.FindAllString(set, -1), func(u string) bool {
		return slices.ContainsFunc(secret.InURL(u), func(s secret.Span) bool { return u[s.From:s.To] == secret.Redacted })
	})
}

// ReadableSets returns redacted overrides so that a scenario can be read with
// them: in YAML the brackets would begin a list, and no list is a target or a
// part of one.
func ReadableSets(sets []string) []string {
	var readable []string
	for _, set := range sets {
		path := strings.TrimSuffix(set, "="+redacted)
		switch {
		case path == set:
			readable = append(readable, set)
		case !setAll.MatchString(path):
			readable = append(readable, path+`="`+redacted+`"`)
		}
	}
	return readable
}

// RedactedSource is the file's text, comments and layout kept, with the secret
// values of environments replaced, wherever else they stand too. A byte order
// mark and carriage returns are left out.
func (s *Scenario) RedactedSource() []byte {
	clean, bad := text(s.File, s.Source)
	if bad != nil {
		return []byte("# the text is withheld: it cannot be read\n")
	}
	found, root := secrets(clean)
	if root == nil {
		return []byte("# the text is withheld: it cannot be read\n")
	}
	if len(found) == 0 {
		return []byte(clean)
	}
	shown := replaceSpans(clean, found)
	for _, s := range found {
		for _, part := range s.parts() {
			if len(part) >= 6 { // shorter ones would blot out ordinary words
				shown = strings.ReplaceAll(shown, part, redacted)
			}
		}
	}
	if again, root := secrets(shown); root == nil || len(again) > 0 {
		return []byte("# the text is withheld: its secrets could not be told from the rest\n")
	}
	return []byte(shown)
}

// hidden is a value that holds one, and how it is shown.
type hidden struct {
	*node
	shown string
	here  bool // it is no secret wherever else it stands
}

// parts are the secrets themselves: those in a URL, or the whole value.
func (s hidden) parts() []string {
	if s.here {
		return nil
	}
	if s.shown == redacted {
		return []string{s.text}
	}
	var parts []string
	for _, p := range secret.InURL(s.text) {
		parts = append(parts, s.text[p.From:p.To])
	}
	return parts
}

// secrets finds the values in a scenario's text that do not read as they may be
// shown, each place once; the tree is nil when the text cannot be parsed.
func secrets(clean string) ([]hidden, *node) {
	root, errs := parseTree("", clean, strings.Split(clean, "\n"))
	if root == nil || len(errs) > 0 {
		return nil, nil
	}
	var found []hidden
	seen := map[place]bool{}
	add := func(n *node, shown string, here bool) {
		if n.text != shown && n.text != "" && !seen[n.place] {
			seen[n.place] = true
			found = append(found, hidden{n, shown, here})
		}
	}
	for _, p := range itemsOf(root.get("payloads")) {
		if set := p.get("set"); set != nil {
			set.secretFields(func(n *node) { add(n, redacted, false) })
		}
		body, digest := p.get("json"), p.get("digest")
		switch {
		case body == nil:
		case digest != nil && digest.tag() == tagBool && strings.EqualFold(digest.text, "true"):
			body.scalars(func(n *node) { add(n, redacted, true) })
		default:
			body.secretFields(func(n *node) { add(n, redacted, false) })
		}
	}
	placed(root, func(name string, _ bool, n *node) {
		if n.shape == scalar {
			add(n, shownValue(name, n.text), false)
		}
	})
	return found, root
}

// secretFields visits the values below n whose names tell of a secret.
func (n *node) secretFields(visit func(*node)) {
	for _, item := range n.items {
		item.secretFields(visit)
	}
	for _, e := range n.entries {
		if e.value.shape == scalar && secretField.MatchString(e.key.text) {
			visit(e.value)
		} else {
			e.value.secretFields(visit)
		}
	}
}

// scalars visits the single values below n.
func (n *node) scalars(visit func(*node)) {
	if n.shape == scalar {
		visit(n)
	}
	for _, item := range n.items {
		item.scalars(visit)
	}
	for _, e := range n.entries {
		e.value.scalars(visit)
	}
}

// targetNodes are the targets of a scenario's tree.
func targetNodes(root *node) []*node {
	var targets []*node
	if t := root.get("target"); t != nil {
		targets = append(targets, t)
	}
	if t := root.get("targets"); t != nil {
		targets = append(targets, t.items...)
	}
	return targets
}

// replaceSpans replaces the scalars, quotes and block markers included. A
// scalar reaches up to the next token, white space between them apart.
func replaceSpans(clean string, found []hidden) string {
	tokens := lexer.Tokenize(clean)
	starts := lineStarts(clean)
	type edit struct {
		secret.Span
		text string
	}
	var edits []edit
	for _, v := range found {
		i := slices.IndexFunc(tokens, func(tk *token.Token) bool { return tokenPlace(tk) == v.place })
		if i < 0 {
			continue
		}
		next := i + 1
		if tokens[i].Type == token.LiteralType || tokens[i].Type == token.FoldedType {
			for next++; next < len(tokens) && tokens[next-1].Type == token.CommentType; {
				next++
			}
		}
		from, to := offset(clean, starts, v.place), len(clean)
		if next < len(tokens) {
			to = offset(clean, starts, tokenPlace(tokens[next]))
		}
		to = from + len(strings.TrimRight(clean[from:max(from, to)], " \t\n"))
		edits = append(edits, edit{secret.Span{From: from, To: to}, v.shown})
	}
	slices.SortFunc(edits, func(a, b edit) int { return b.From - a.From })
	for _, e := range edits {
		var quoted bytes.Buffer
		writeText(&quoted, e.text)
		clean = clean[:e.From] + quoted.String() + clean[e.To:]
	}
	return clean
}

// lineStarts are the byte offsets of the lines.
func lineStarts(s string) []int {
	starts := []int{0}
	for i := range len(s) {
		if s[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// offset is the byte offset of a place.
func offset(s string, starts []int, p place) int {
	if p.line > len(starts) {
		return len(s)
	}
	at, runes := starts[p.line-1], 1
	for i := range s[at:] {
		if runes == p.col {
			return at + i
		}
		runes++
	}
	return len(s)
}
