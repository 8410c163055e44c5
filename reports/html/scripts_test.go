package html_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tsenart/vegeta/v12/lib/plot"

	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// uPlot is as it was when it was last looked at: version 1.6.32, which makes no
// request, evaluates no text, and sets styles through the object model alone.
func TestUPlotIsTheOneThatWasReviewed(t *testing.T) {
	for name, want := range map[string]string{
		"uPlot.min.js":  "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
		"uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
	} {
		if hash := sha256.Sum256([]byte(assetOf(t, name))); hex.EncodeToString(hash[:]) != want {
			t.Errorf("%s has changed to %x: look at it before it goes into reports", name, hash)
		}
	}
}

var scripts = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

// scriptHash is how a policy names a script.
func scriptHash(content string) string {
	hash := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
}

// withoutScripts leaves out the scripts that the page's policy names; any other
// one stays.
func withoutScripts(page string) string {
	allowed := policyOf(page)
	return scripts.ReplaceAllStringFunc(page, func(element string) string {
		if strings.Contains(allowed, scriptHash(scripts.FindStringSubmatch(element)[1])) {
			return ""
		}
		return element
	})
}

// ours is a page without what is not ours in it: uPlot, and the scripts, which
// are files of their own.
func ours(t *testing.T, page string) string {
	t.Helper()
	return strings.Replace(withoutScripts(page), assetOf(t, "uPlot.min.css"), "", 1)
}

func assetOf(t *testing.T, name string) string {
	t.Helper()
	file, err := plot.Assets.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func policyOf(page string) string {
	got := strings.ReplaceAll(policy.FindStringSubmatch(page)[1], "&#39;", "'")
	return strings.NewReplacer("&#43;", "+", "&#34;", `"`).Replace(got)
}

// A page with a timeline runs two scripts, each named by its hash; one without
// runs none.
func TestPolicyNamesTheScripts(t *testing.T) {
	s := reportstest.Load(t)
	page := render(t, s, samplesOf(s))
	all := scripts.FindAllStringSubmatch(page, -1)
	if len(all) != 2 {
		t.Fatalf("%d scripts, want 2", len(all))
	}
	want := "; script-src " + scriptHash(all[0][1]) + " " + scriptHash(all[1][1]) + ";"
	if got := policyOf(page); !strings.Contains(got, want) || strings.Contains(got, "unsafe") {
		t.Errorf("the policy %q lacks %q", got, want)
	}
	for _, forbidden := range []string{"<script", " style=", " src=", "@import", "url(", "javascript:", " onload", "<link"} {
		rest := strings.Replace(withoutScripts(page), `<script type="application/json" id="timeline-data">`, "", 1)
		if strings.Contains(rest, forbidden) {
			t.Errorf("the page holds %q", forbidden)
		}
	}
}

// dataOf is what the page gives to its script.
func dataOf(t *testing.T, page string) string {
	t.Helper()
	_, after, found := strings.Cut(page, `<script type="application/json" id="timeline-data">`)
	data, _, closed := strings.Cut(after, "</script")
	if !found || !closed {
		t.Fatal("the page has no data for its script")
	}
	return data
}

// FuzzTimelineData checks that no name of a variant leaves the data of the
// script, and that the script reads it as it was written.
func FuzzTimelineData(f *testing.F) {
	for _, seed := range []string{"</script><script>alert(1)</script>", "<!--", "\u2028\u2029", `\";`, "]]>", "&lt;/script&gt;", "{{.}}", "\x00"} {
		f.Add(seed)
	}
	base := reportstest.Load(f)
	samples := samplesOf(base)
	f.Fuzz(func(t *testing.T, text string) {
		s := poisoned(base, "x"+text)
		data := dataOf(t, render(t, s, samples))
		if strings.ContainsAny(data, "<>&\u2028\u2029") || !utf8.ValidString(data) {
			t.Fatalf("%q leaves a sign in the data that means something to a page", text)
		}
		var got view.TimelineData
		if err := json.Unmarshal([]byte(data), &got); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for i, trial := range view.New(s).Trials {
			if got.Variants[i] != trial.Name {
				t.Errorf("the script reads %q, want %q", got.Variants[i], trial.Name)
			}
		}
	})
}
