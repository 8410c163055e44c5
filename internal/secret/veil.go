package secret

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// leastHidden is how long a secret is that is taken out of texts: shorter ones
// would blot out ordinary words.
const leastHidden = 6

// Veil takes the secrets that are known out of texts, as they are and as they are
// written in URLs and in JSON. A nil Veil knows none. It is safe for concurrent
// use.
type Veil struct {
	mu    sync.RWMutex
	known []string // the longest first
}

// Add makes a secret known. Each line of one with several is a secret, too.
func (v *Veil) Add(value string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, text := range append(strings.Split(value, "\n"), value) {
		quoted, _ := json.Marshal(text) // a string cannot fail
		for _, form := range []string{text, url.QueryEscape(text), url.PathEscape(text), string(quoted[1 : len(quoted)-1])} {
			if form = strings.TrimSpace(form); len(form) >= leastHidden && !slices.Contains(v.known, form) {
				v.known = append(v.known, form)
			}
		}
	}
	slices.SortFunc(v.known, func(a, b string) int { return len(b) - len(a) })
}

// Over is a text without the secrets.
func (v *Veil) Over(text string) string {
	if v == nil {
		return text
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	for _, known := range v.known {
		text = strings.ReplaceAll(text, known, "["+Redacted+"]")
	}
	return text
}
