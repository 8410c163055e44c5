package scenarios

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// redacted stands where a secret stood.
const redacted = "[redacted]"

// secretName matches names of variables whose values are not to be shown. A
// harmless KEY_SIZE that matches is the price of not missing a key.
var secretName = regexp.MustCompile(`(?i)(key|secret|token|passw|passphrase|pwd|credential|auth|private|cookie|session|signature|dsn|database_url|connection)`)

// IsSecretName reports whether the value of a variable of this name is kept
// out of everything that is written.
func IsSecretName(name string) bool { return secretName.MatchString(name) }

// Redacted returns a copy of the scenario, source text included, in which
// secrets of the functions' environments read "[redacted]".
func (s *Scenario) Redacted() *Scenario {
	c := *s
	c.Source = s.RedactedSource()
	c.Targets = slices.Clone(s.Targets)
	for i, t := range c.Targets {
		if t.Function == nil {
			continue
		}
		f := *t.Function
		f.Env = maps.Clone(f.Env)
		for name := range f.Env {
			if IsSecretName(name) {
				f.Env[name] = redacted
			}
		}
		c.Targets[i].Function = &f
	}
	return &c
}

// setSecret matches the --set of one secret variable, and setEnv any --set
// above it whose value may hold one.
var (
	setSecret = regexp.MustCompile(`\.env\.([A-Za-z0-9_]+)$`)
	setEnv    = regexp.MustCompile(`^targets?(\[[0-9]+\])?(\.function(\.env)?)?$`)
)

// RedactedSets returns the overrides without the secrets that they carry.
func RedactedSets(sets []string) []string {
	shown := slices.Clone(sets)
	for i, set := range sets {
		path, value, _ := strings.Cut(set, "=")
		one := setSecret.FindStringSubmatch(path)
		if one != nil && IsSecretName(one[1]) || setEnv.MatchString(path) && IsSecretName(value) {
			shown[i] = path + "=" + redacted
		}
	}
	return shown
}

// IsRedactedSet reports whether RedactedSets took a secret out of an override.
func IsRedactedSet(set string) bool { return strings.HasSuffix(set, "="+redacted) }

// ReadableSets returns redacted overrides so that a scenario can be read with
// them: in YAML the brackets would begin a list, and no list is an environment.
func ReadableSets(sets []string) []string {
	var readable []string
	for _, set := range sets {
		path := strings.TrimSuffix(set, "="+redacted)
		switch {
		case path == set:
			readable = append(readable, set)
		case !strings.HasSuffix(path, ".env"):
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
	values, root := secrets(clean)
	if root == nil {
		return []byte("# the text is withheld: it cannot be read\n")
	}
	if len(values) == 0 {
		return []byte(clean)
	}
	shown := replaceSpans(clean, values)
	for _, v := range values {
		if len(v.text) >= 6 { // shorter ones would blot out ordinary words
			shown = strings.ReplaceAll(shown, v.text, redacted)
		}
	}
	if !hidden(shown) {
		return []byte("# the text is withheld: its secrets could not be told from the rest\n")
	}
	return []byte(shown)
}

// secrets finds the values of secret variables in a scenario's text, each
// place once; the tree is nil when the text cannot be parsed.
func secrets(clean string) ([]*node, *node) {
	root, errs := parseTree("", clean, strings.Split(clean, "\n"))
	if root == nil || len(errs) > 0 {
		return nil, nil
	}
	targets := []*node{}
	if t := root.get("target"); t != nil {
		targets = append(targets, t)
	}
	if t := root.get("targets"); t != nil {
		targets = append(targets, t.items...)
	}
	var found []*node
	seen := map[place]bool{}
	for _, t := range targets {
		if f := t.get("function"); f != nil && f.get("env") != nil {
			for _, e := range f.get("env").entries {
				if IsSecretName(e.key.text) && e.value.text != "" && !seen[e.value.place] {
					seen[e.value.place] = true
					found = append(found, e.value)
				}
			}
		}
	}
	return found, root
}

// replaceSpans replaces the scalars, quotes and block markers included. A
// scalar reaches up to the next token, white space between them apart.
func replaceSpans(clean string, values []*node) string {
	tokens := lexer.Tokenize(clean)
	starts := lineStarts(clean)
	type span struct{ from, to int }
	var spans []span
	for _, v := range values {
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
		spans = append(spans, span{from, to})
	}
	slices.SortFunc(spans, func(a, b span) int { return b.from - a.from })
	for _, s := range spans {
		clean = clean[:s.from] + `"` + redacted + `"` + clean[s.to:]
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

// hidden reports whether every secret of the text reads as redacted.
func hidden(text string) bool {
	values, root := secrets(text)
	return root != nil && !slices.ContainsFunc(values, func(n *node) bool { return n.text != redacted })
}
