package scenarios

import (
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// maxSecretBytes is the size of the largest secret that is read from a file.
const maxSecretBytes = 64 << 10

// found is a place of the scenario file, for messages that come after it was read.
type found struct {
	name   string // of the variable, the header or the key
	text   string // what stands there
	node   *node
	header bool // it is sent in a header
}

// secretsOf finds what stands for a secret, and what is one itself; of that the
// second result has the places, payloads apart. A ref where none can stand is a
// mistake.
func (d *decoder) secretsOf(root *node) (refs, literals []found) {
	proper := map[*node]bool{}
	placed(root, func(name string, header bool, n *node) {
		proper[n] = true
		if n.shape != scalar {
			return
		}
		if at := secret.Malformed(n.text); at >= 0 {
			d.failIn(n, len([]rune(n.text[:at])), "write ${env:NAME} or ${file:path}", "this stands for no secret")
		}
		if len(secret.Refs(n.text)) > 0 {
			refs = append(refs, found{name, n.text, n, header})
		}
		if name != linePlace && n.text != "" && n.text != redacted && shownValue(name, n.text) != n.text {
			literals = append(literals, found{name, n.text, n, header})
		}
	})
	d.noRefs(root, proper)
	return refs, literals
}

// noRefs refuses what stands for a secret where what is written is shown, or
// never filled in. The body of a payload is sent, and kept, as it is.
func (d *decoder) noRefs(n *node, proper map[*node]bool) {
	if n.shape == scalar && !proper[n] && len(secret.Refs(n.text)) > 0 {
		d.fail(n, "they stand in headers, in the environment of a function or a container, in stage variables, in URLs, and in the key and the token of a gateway", "no secret can stand here")
	}
	for _, item := range n.items {
		d.noRefs(item, proper)
	}
	for _, e := range n.entries {
		d.noRefs(e.key, proper)
		d.noRefs(e.value, proper)
	}
}

// Reveal returns the scenario with the secrets themselves where ${env:NAME} and
// ${file:path} stand for them, for those alone who speak to the target: it is
// never to be shown or kept. hide is given each secret. Mistakes are Errors.
func (s *Scenario) Reveal(env func(string) (string, bool), hide func(string)) (*Scenario, error) {
	r := &reveal{Scenario: s, env: env, hide: hide, known: map[secret.Ref]string{}}
	revealed := s.withValues(func(_, text string) string { return secret.Fill(text, r.value) })
	if len(r.errs) == 0 {
		r.sendable()
	}
	if len(r.errs) > 0 {
		return nil, r.errs.inOrder(s.File)
	}
	for i := range revealed.Targets {
		if h := revealed.Targets[i].HTTP; h != nil && h.URL != s.Targets[i].HTTP.URL {
			h.shown = s.Targets[i].HTTP.ShownURL()
		}
	}
	return revealed, nil
}

// reveal is a scenario whose secrets are being read, each once.
type reveal struct {
	*Scenario
	env   func(string) (string, bool)
	hide  func(string)
	known map[secret.Ref]string // without their places
	errs  Errors
}

// value is what a ref stands for, "" where that is a mistake.
func (r *reveal) value(ref secret.Ref) string {
	ref.Span = secret.Span{}
	if text, ok := r.known[ref]; ok {
		return text
	}
	text, err := r.read(ref)
	if err != nil {
		r.errs = append(r.errs, r.unknown(ref, err)...)
	} else {
		r.hide(text)
	}
	r.known[ref] = text
	return text
}

// read reads a secret.
func (r *reveal) read(ref secret.Ref) (string, error) {
	if ref.Kind == secret.FromFile {
		return r.readFile(ref.Name)
	}
	text, ok := r.env(ref.Name)
	switch {
	case !ok:
		return "", errors.New("the variable " + ref.Name + " is not set")
	case text == "":
		return "", errors.New("the variable " + ref.Name + " is empty")
	}
	return text, nil
}

// readFile reads a secret from a file, without the line break at its end.
func (r *reveal) readFile(name string) (string, error) {
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.Dir, path)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", errors.New("the file " + name + " cannot be read: " + reason(err))
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, maxSecretBytes+1))
	text := strings.TrimRight(string(data), "\r\n")
	switch {
	case err != nil:
		return "", errors.New("the file " + name + " cannot be read: " + reason(err))
	case len(data) > maxSecretBytes:
		return "", errors.New("the file " + name + " is larger than 64 KB")
	case text == "":
		return "", errors.New("the file " + name + " is empty")
	}
	return text, nil
}

// unknown says at each of its places that a secret is not known.
func (r *reveal) unknown(ref secret.Ref, why error) (errs Errors) {
	const hint = "set it where sweetspot is started, or in the environment of the CI job"
	for _, at := range r.refs {
		for _, there := range secret.Refs(at.text) {
			if there.Kind == ref.Kind && there.Name == ref.Name {
				e := r.mistake(at.node, len([]rune(at.text[:there.From])), why.Error())
				if ref.Kind == secret.FromEnv {
					e.Hint = hint
				}
				errs = append(errs, e)
			}
		}
	}
	if len(errs) == 0 { // of the base, which another file describes
		errs = Errors{{File: r.File, Message: why.Error(), Hint: hint}}
	}
	return errs
}

// mistake is an error at a place of the file that was read.
func (s *Scenario) mistake(n *node, at int, message string) *Error {
	clean, _ := text(s.File, s.Source)
	d := &decoder{file: s.File, lines: strings.Split(clean, "\n")}
	d.failIn(n, at, "", message)
	return d.errs[0]
}

// sendable checks what could not be checked before the secrets were known. It
// quotes nothing of them.
func (r *reveal) sendable() {
	clean, _ := text(r.File, r.Source)
	d := &decoder{file: r.File, lines: strings.Split(clean, "\n")}
	for _, at := range r.refs {
		filled := secret.Fill(at.text, r.value)
		if at.name == urlPlace && !placeholder.MatchString(filled) {
			d.checkURL(at.node, at.name, filled)
			d.sameHost(at.node, at.text, filled)
		}
		if strings.ContainsRune(filled, 0) {
			d.fail(at.node, "remove it", at.name+" holds a zero byte")
		}
		if at.header {
			d.checkHeader(at.node, at.name, filled)
		}
	}
	r.errs = append(r.errs, d.errs...)
}

// sameHost refuses a secret that ends the user of a URL early: what was judged by
// its host would be sent to another.
func (d *decoder) sameHost(n *node, text, filled string) {
	said, err := url.Parse(secret.Fill(text, func(secret.Ref) string { return "hidden" }))
	meant, failed := url.Parse(filled)
	if err == nil && failed == nil && !strings.Contains(said.Host, "hidden") && said.Host != meant.Host {
		d.fail(n, "write %2F for /, %3F for ?, %23 for # and %40 for @ in it", "the secret in the URL changes its host")
	}
}

// Literal is a secret that stands in the scenario itself.
type Literal struct {
	Name string // of its variable, header or key; "url" of one in a URL
	err  *Error
}

// Error says where it stands.
func (l Literal) Error() string { return l.err.Error() }

// narrow matches the names of which the value is a secret beyond doubt.
var narrow = secretField

// Surely reports whether the name leaves no doubt: KEY_SIZE does.
func (l Literal) Surely() bool {
	return l.Name == urlPlace || l.Name == "key" || strings.EqualFold(l.Name, "cookie") || narrow.MatchString(l.Name)
}

// Literals are the secrets that stand in the scenario itself, where ${env:NAME} or
// ${file:path} should stand for them.
func (s *Scenario) Literals() (all []Literal) {
	for _, at := range s.literals {
		what := at.name
		if what == urlPlace {
			what = "the URL"
		}
		e := s.mistake(at.node, 0, what+" holds what looks like a secret")
		e.Hint = "write ${env:NAME} or ${file:path} in its place; it is not kept then, and in nobody's repository"
		all = append(all, Literal{at.name, e})
	}
	return all
}
