package secret

import (
	"strings"
	"testing"
)

func TestRefs(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"${NAME}":                    "",
		"${env:A}":                   "env A",
		"Bearer ${env:A_1} ${env:B}": "env A_1, env B",
		"${file:../k/token.txt}":     "file ../k/token.txt",
		"${env:1A}":                  "",
		"${env:}":                    "",
		"$${env:A}":                  "env A",
	} {
		var got []string
		for _, r := range Refs(text) {
			got = append(got, string(r.Kind)+" "+r.Name)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q has %q, want %q", text, got, want)
		}
	}
}

func TestMalformed(t *testing.T) {
	for text, want := range map[string]int{
		"${env:A}": -1, "${NAME}": -1, "environment: x": -1,
		"${env:}": 0, "a ${ENV:A}": 2, "${env:A} ${file:}": 9, "${ env:A}": 0, "${env:A-B}": 0,
	} {
		if got := Malformed(text); got != want {
			t.Errorf("%q is malformed at %d, want %d", text, got, want)
		}
	}
}

func TestOnlyRefs(t *testing.T) {
	for text, want := range map[string]bool{
		"${env:A}": true, "Bearer ${env:A}": true, "${env:U}:${env:P}": true,
		"": false, "abc": false, "abc ${env:A}": false, "Bearer abc": false, "Bearer abc${env:A}": false,
	} {
		if got := OnlyRefs(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestFill(t *testing.T) {
	got := Fill("a ${env:X}b${file:y/z}", func(r Ref) string { return "<" + r.Name + ">" })
	if got != "a <X>b<y/z>" {
		t.Error(got)
	}
}

func TestVeil(t *testing.T) {
	var none *Veil
	if none.Over("abc") != "abc" {
		t.Error("a veil that knows nothing hides something")
	}
	v := &Veil{}
	v.Add(`s3cret/"+ word`)
	v.Add("short")
	v.Add("first-line\nsecond-line")
	for text, want := range map[string]string{
		`it is s3cret/"+ word`:              "it is [redacted]",
		`?k=s3cret%2F%22%2B+word`:           "?k=[redacted]",
		`/s3cret%2F%22+%20word`:             "/[redacted]",
		`{"k":"s3cret/\"+ word"}`:           `{"k":"[redacted]"}`,
		"a short word":                      "a short word",
		"second-line alone, first-line too": "[redacted] alone, [redacted] too",
	} {
		if got := v.Over(text); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
	}
}

// Whatever a text holds, refs lie in it in order, and filling them by themselves
// changes nothing.
func FuzzRefs(f *testing.F) {
	f.Add("Bearer ${env:A} ${file:b}")
	f.Add("${env:${file:x}}")
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, r := range Refs(text) {
			if r.From < at || r.To <= r.From || r.Name == "" {
				t.Fatalf("%+v", r)
			}
			at = r.To
		}
		if got := Fill(text, func(r Ref) string { return text[r.From:r.To] }); got != text {
			t.Fatalf("%q", got)
		}
		if m := Malformed(text); m >= len(text) {
			t.Fatal(m)
		}
	})
}
