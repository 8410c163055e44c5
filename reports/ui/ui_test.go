package ui

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// The runs of the tests.
const (
	runComplete = "20261122T150405Z-thumbnail-1a2b"
	runOther    = "20261123T150405Z-orders-0001"
	runKilled   = "20261124T150405Z-thumbnail-0002"
	runRunning  = "20261125T150405Z-thumbnail-0003"
	runBroken   = "20261126T150405Z-thumbnail-0004"
)

// folder makes a runs folder with something of everything.
func folder(t testing.TB) string {
	t.Helper()
	path := t.TempDir()
	for i, name := range []string{runComplete, runOther, runKilled, runRunning, runBroken} {
		dir, err := rundir.Create(filepath.Join(path, name))
		if err != nil {
			t.Fatal(err)
		}
		m := &rundir.Manifest{
			Schema: rundir.ManifestSchema, ID: name, State: rundir.Complete, StartedAt: reportstest.Began.AddDate(0, 0, i),
			Scenario: rundir.Scenario{Resolved: json.RawMessage(`{"Name": "thumbnail"}`)},
			Blocks:   []measure.Block{{State: measure.BlockDone}, {State: measure.BlockPending}},
		}
		switch name {
		case runComplete, runOther:
			s := reportstest.Load(t)
			if name == runOther {
				s.Scenario.Name, s.Gates = "orders", nil
			}
			s.Run.ID, s.Run.StartedAt = name, m.StartedAt
			data, err := s.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			write(t, dir.Path(rundir.SummaryFile), string(data))
			m.Blocks = m.Blocks[:1]
		case runKilled, runRunning:
			m.State = rundir.Running
		}
		if err := dir.WriteManifest(m); err != nil {
			t.Fatal(err)
		}
		switch name {
		case runComplete:
			write(t, dir.Path(rundir.HTMLFile), "<!doctype html><title>the report of before</title>")
		case runBroken:
			write(t, dir.Path(rundir.ManifestFile), `{"schema": "sweetspot.run/v1", "blocks": 3}`)
		case runRunning:
			lock, err := dir.Lock()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = lock.Release() })
		}
	}
	foreign := filepath.Join(path, "photos")
	if err := os.Mkdir(foreign, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(path, "notes.txt"), "a file")
	return path
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// served are the pages over a folder.
func served(t testing.TB, path string, o Options) http.Handler {
	t.Helper()
	root, err := os.OpenRoot(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	o.Runs, o.Name, o.Version = root, "runs", "0.1.0"
	return New(o)
}

// get asks for a page.
func get(t testing.TB, h http.Handler, target string) *httptest.ResponseRecorder {
	t.Helper()
	r := &http.Request{Method: http.MethodGet, Host: "127.0.0.1:8077", Header: http.Header{}, RequestURI: target}
	u, err := url.ParseRequestURI(target)
	if err != nil {
		t.Fatal(err)
	}
	r.URL = u
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestListShowsEveryFolder(t *testing.T) {
	body := get(t, served(t, folder(t), Options{}), "/").Body.String()
	for _, want := range []string{
		`href="/run/` + runComplete + `/"`, "2026-11-22 15:04 UTC", "1769 MB", "$1.89", "61.0 ms", "? inconclusive (2)", ">complete<",
		`<span class="unsure">killed</span> <small>1 of 2 blocks</small>`, `<span class="good">running</span>`, `<meta http-equiv="refresh" content="5">`,
		`<span class="bad">unreadable</span>`, "run.json: json: cannot unmarshal", `<span class="unsure">no run</span>`, "it has no run.json", "6 of 6 folders",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in the list:\n%s", want, body)
		}
	}
	if strings.Contains(body, "notes.txt") {
		t.Error("a file is listed as a run")
	}
	if at := strings.Index(body, runOther); at > strings.Index(body, runComplete) || at < strings.Index(body, runKilled) {
		t.Error("the latest run is not the first")
	}
}

func TestFilter(t *testing.T) {
	h := served(t, folder(t), Options{})
	for query, want := range map[string][]string{
		"scenario=orders":                   {runOther},
		"scenario=thumbnail":                {runRunning, runKilled, runComplete},
		"verdict=inconclusive":              {runComplete},
		"verdict=none":                      {runOther},
		"verdict=fail":                      nil,
		"verdict=not-complete":              {runRunning, runKilled, runBroken, "photos"},
		"q=1769":                            {runOther, runComplete},
		"q=THUMB+kill":                      {runKilled},
		"q=photos":                          {"photos"},
		"q=%3Cscript%3E":                    nil,
		"page=99":                           {runComplete, runOther, runKilled, runRunning, runBroken, "photos"},
		"page=-1&q=orders":                  {runOther},
		"scenario=orders&verdict=&q=orders": {runOther},
	} {
		w := get(t, h, "/?"+query)
		body := w.Body.String()
		for _, name := range []string{runComplete, runOther, runKilled, runRunning, runBroken, "photos"} {
			shown, wanted := strings.Contains(body, "<small>"+name+"</small>"), false
			for _, n := range want {
				wanted = wanted || n == name
			}
			if shown != wanted {
				t.Errorf("%s: %s shown %v, want %v", query, name, shown, wanted)
			}
		}
		if w.Code != http.StatusOK || strings.Contains(body, "<script>") {
			t.Errorf("%s: %d\n%s", query, w.Code, body)
		}
	}
}

func TestOpen(t *testing.T) {
	h := served(t, folder(t), Options{})
	for target, want := range map[string]struct {
		code int
		text string
	}{
		"/run/" + runComplete + "/":                {200, "the report of before"},
		"/run/" + runOther + "/":                   {200, "What the figures assume"},
		"/run/" + runRunning + "/":                 {200, "1 of 2 blocks are done"},
		"/run/" + runKilled + "/":                  {404, "has no report"},
		"/run/" + runBroken + "/":                  {404, "has no report"},
		"/run/photos/":                             {404, "has no report"},
		"/run/" + runComplete + "/summary.json":    {200, `"schema": "sweetspot.summary/v1"`},
		"/run/" + runKilled + "/summary.json":      {404, "has no summary"},
		"/run/" + runComplete + "/run.json":        {404, "no such page"},
		"/run/" + runComplete + "/samples.parquet": {404, "no such page"},
		"/run/nothing/":                            {404, "There is no run nothing"},
		"/run/notes.txt/":                          {404, "There is no run"},
		"/favicon.ico":                             {404, "no such page"},
	} {
		w := get(t, h, target)
		if w.Code != want.code || !strings.Contains(w.Body.String(), want.text) {
			t.Errorf("%s: %d %.300s", target, w.Code, w.Body)
		}
	}
}

// Two runs of a scenario are compared, the older being the base; others are shown
// beside each other, and all of a scenario over time.
func TestSeveral(t *testing.T) {
	path := folder(t)
	again := filepath.Join(path, "20261128T150405Z-thumbnail-0006")
	if err := os.Mkdir(again, 0o755); err != nil {
		t.Fatal(err)
	}
	s := reportstest.Load(t)
	s.Run.StartedAt = s.Run.StartedAt.AddDate(0, 0, 6)
	data, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(again, rundir.SummaryFile), string(data))
	h := served(t, path, Options{})
	if body := get(t, h, "/?scenario=thumbnail").Body.String(); !strings.Contains(body, `href="/trend?scenario=thumbnail"`) {
		t.Errorf("the list leads to no trend:\n%s", body)
	}
	if body := get(t, h, "/").Body.String(); strings.Contains(body, "/trend?") {
		t.Error("runs of several scenarios have a trend")
	}
	latest := filepath.Base(again)
	for target, want := range map[string]struct {
		code int
		text string
	}{
		"/compare?run=" + latest + "&run=" + runComplete:   {200, "Sweetspot comparison · 2026-11-22 15:04 UTC and 2026-11-28 15:04 UTC"},
		"/compare?run=" + runOther + "&run=" + runComplete: {200, "2 scenarios"},
		"/compare?run=" + runOther:                         {400, "Tick from two"},
		"/compare?run=" + runOther + "&run=" + runOther:    {400, "Tick from two"},
		"/compare": {400, "Tick from two"},
		"/compare?run=" + runOther + "&run=" + runKilled:     {404, "has no summary"},
		"/compare?run=" + runOther + "&run=..%2f" + runOther: {404, "there is no run"},
		"/trend?scenario=thumbnail":                          {200, "Sweetspot report"},
		"/trend?scenario=orders":                             {404, "There are no two runs of orders"},
		"/trend":                                             {404, "There are no two runs"},
	} {
		w := get(t, h, target)
		if w.Code != want.code || !strings.Contains(w.Body.String(), want.text) {
			t.Errorf("%s: %d %.300s", target, w.Code, w.Body)
		}
	}
}

// Nothing that is asked for leads out of the folder, and no link in it does.
func TestNothingOutsideTheFolderIsShown(t *testing.T) {
	path := folder(t)
	outside := t.TempDir()
	for _, file := range []string{rundir.ManifestFile, rundir.SummaryFile, rundir.HTMLFile} {
		write(t, filepath.Join(outside, file), "secret")
	}
	inside := filepath.Join(path, "20261127T150405Z-links-0005")
	if err := os.Mkdir(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		filepath.Join(path, "elsewhere"):           outside,
		filepath.Join(path, "relative"):            filepath.Join("..", filepath.Base(outside)),
		filepath.Join(inside, rundir.HTMLFile):     filepath.Join(outside, rundir.HTMLFile),
		filepath.Join(inside, rundir.SummaryFile):  filepath.Join(outside, rundir.SummaryFile),
		filepath.Join(inside, rundir.ManifestFile): "/etc/passwd",
	} {
		if err := os.Symlink(to, from); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	h := served(t, path, Options{})
	for _, target := range []string{
		"/", "/run/elsewhere/", "/run/relative/", "/run/elsewhere/summary.json", "/run/20261127T150405Z-links-0005/", "/run/20261127T150405Z-links-0005/summary.json",
		"/run/../", "/run/..%2f..%2fetc%2fpasswd/", "/run/%2e%2e/", "/run/" + url.PathEscape("../"+filepath.Base(outside)) + "/", "/run/./", "/run/%00/",
		"/run/" + url.PathEscape(runComplete+"/../../"+filepath.Base(outside)) + "/summary.json",
	} {
		w := get(t, h, target)
		if body := w.Body.String(); strings.Contains(body, "secret") || strings.Contains(body, "root:") || w.Code >= 500 {
			t.Errorf("%s: %d %s", target, w.Code, body)
		}
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	h := served(t, folder(t), Options{})
	for _, target := range []string{"/", "/run/" + runComplete + "/", "/run/" + runOther + "/", "/run/nothing/", "/x", "/?q=%22%3E"} {
		head := get(t, h, target).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if head.Get(name) != want {
				t.Errorf("%s: %s is %q", target, name, head.Get(name))
			}
		}
		csp := head.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy %q lacks %s", target, csp, part)
			}
		}
		if report := strings.HasPrefix(target, "/run/2026"); report != strings.HasPrefix(csp, "sandbox") {
			t.Errorf("%s: the policy is %q", target, csp)
		}
	}
}

func TestOnlyReading(t *testing.T) {
	path := folder(t)
	h := served(t, path, Options{})
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"} {
		r := httptest.NewRequest(method, "http://127.0.0.1/run/"+runComplete+"/", nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
	r := httptest.NewRequest(http.MethodHead, "http://127.0.0.1/", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("HEAD: %d", w.Code)
	}
}

// A name that is pointed at this machine gets no answer.
func TestHost(t *testing.T) {
	for _, test := range []struct {
		host, asked string
		code        int
	}{
		{"127.0.0.1:8077", "127.0.0.1", 200}, {"localhost:8077", "127.0.0.1", 200}, {"[::1]:8077", "::1", 200}, {"127.0.0.1", "127.0.0.1", 200},
		{"evil.example:8077", "127.0.0.1", 421}, {"localhost.evil.example", "127.0.0.1", 421}, {"", "127.0.0.1", 421}, {"127.0.0.1.evil.example", "", 421},
		{"bench.example:8077", "bench.example", 200}, {"other.example:8077", "bench.example", 421},
	} {
		h := served(t, t.TempDir(), Options{Host: test.asked})
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = test.host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != test.code {
			t.Errorf("Host %q of %q: %d, want %d", test.host, test.asked, w.Code, test.code)
		}
	}
}

func TestToken(t *testing.T) {
	token := NewToken()
	if len(token) < 26 || token == NewToken() {
		t.Fatalf("%q is no token", token)
	}
	h := served(t, folder(t), Options{Token: token})
	ask := func(target, cookie string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "http://192.0.2.1:8077"+target, nil)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: "sweetspot-8077", Value: cookie})
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for target, cookie := range map[string]string{"/": "", "/?token=": "", "/?token=wrong": "", "/run/" + runComplete + "/": "wrong", "/?token=" + token[1:]: token[1:]} {
		if w := ask(target, cookie); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "thumbnail") || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s with %q: %d", target, cookie, w.Code)
		}
	}
	w := ask("/?token="+token, "")
	set := w.Header().Get("Set-Cookie")
	if w.Code != http.StatusOK || !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Strict") || !strings.HasPrefix(set, "sweetspot-8077="+token) {
		t.Errorf("%d, cookie %q", w.Code, set)
	}
	if strings.Contains(w.Body.String(), token) || strings.Contains(w.Body.String(), "thumbnail") {
		t.Error("the page that sets the cookie shows more than it should")
	}
	if w := ask("/", token); w.Code != http.StatusOK || strings.Contains(w.Body.String(), token) {
		t.Errorf("with the cookie: %d", w.Code)
	}
}

// A run is read again when it has changed, and only then.
func TestShelfReadsEachRunOnce(t *testing.T) {
	path := folder(t)
	root, err := os.OpenRoot(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	s := newShelf(root)
	if _, err := s.all(); err != nil {
		t.Fatal(err)
	}
	kept := s.cached[runComplete]
	kept.entry.Answer = "as it was kept"
	s.cached[runComplete] = kept
	if e, err := s.one(runComplete); err != nil || e.Answer != "as it was kept" {
		t.Errorf("%+v, %v: it was read anew", e, err)
	}
	file := filepath.Join(path, runComplete, rundir.SummaryFile)
	if err := os.Chtimes(file, time.Now(), time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if e, err := s.one(runComplete); err != nil || e.Answer != "1769 MB" {
		t.Errorf("%+v, %v: what was kept of an older state is shown", e, err)
	}
	if err := os.RemoveAll(filepath.Join(path, runOther)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.all(); err != nil {
		t.Fatal(err)
	}
	if _, found := s.cached[runOther]; found {
		t.Error("a run that is gone is kept")
	}
}

func TestPages(t *testing.T) {
	path := t.TempDir()
	for i := range 2*onePage + 1 {
		if err := os.Mkdir(filepath.Join(path, fmt.Sprintf("folder-%04d", i)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	h := served(t, path, Options{})
	for page, want := range map[string]struct {
		rows           int
		previous, next bool
	}{"": {onePage, false, true}, "?page=2": {onePage, true, true}, "?page=3&q=folder": {1, true, false}} {
		body := get(t, h, "/"+page).Body.String()
		if n := strings.Count(body, "<th scope=\"row\">"); n != want.rows || strings.Contains(body, `rel="prev"`) != want.previous || strings.Contains(body, `rel="next"`) != want.next {
			t.Errorf("%q: %d rows", page, n)
		}
	}
	if body := get(t, h, "/?page=3&q=folder").Body.String(); !strings.Contains(body, `href="/?page=2&amp;q=folder"`) {
		t.Errorf("the page before is not reached with the same filter:\n%s", body)
	}
}

func TestAnEmptyFolder(t *testing.T) {
	if body := get(t, served(t, t.TempDir(), Options{}), "/").Body.String(); !strings.Contains(body, "There are no runs in runs yet") {
		t.Error(body)
	}
}

// FuzzRequests asks for anything: there is always an answer, and never one from
// elsewhere, nor one that says more than text.
func FuzzRequests(f *testing.F) {
	h := served(f, folder(f), Options{})
	for _, target := range []string{"/", "/run/" + runComplete + "/", "/run/..%2f/", "/?q=%3Cscript%3Ealert(1)%3C/script%3E&scenario=%22&page=2", "/run/%ff%00/summary.json", "/compare?run=a&run=..%2f", "/trend?scenario=%0a", "//x/..//run"} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		if _, err := url.ParseRequestURI(target); err != nil || target[0] != '/' || strings.ContainsFunc(target, unicode.IsControl) {
			t.Skip("no server is asked for that: it is no path")
		}
		w := get(t, h, target)
		body, _ := io.ReadAll(w.Body)
		if w.Code >= 500 || strings.Contains(string(body), "<script") || strings.Contains(string(body), "root:x:") {
			t.Errorf("%q: %d %s", target, w.Code, body)
		}
	})
}

// FuzzFolders names a folder, and fills it, with anything.
func FuzzFolders(f *testing.F) {
	f.Add("<script>alert(1)<script>", `{"schema": "sweetspot.run/v1", "scenario": {"resolved": {"Name": "<img src=x>"}}, "state": "failed", "error": "\"><b>"}`, "{}")
	f.Add(`a"b'c&d?e#f%2e`, "null", `{"schema": "sweetspot.summary/v1", "trials": [{"label": "\u0000"}], "gates": [{"verdict": "<x>"}]}`)
	f.Fuzz(func(t *testing.T, name, manifest, summary string) {
		path := t.TempDir()
		dir := filepath.Join(path, name)
		if strings.ContainsAny(name, "/\x00") || name == "" || len(name) > 200 || strings.HasPrefix(name, ".") || os.Mkdir(dir, 0o755) != nil {
			t.Skip("no folder of a run can have that name")
		}
		write(t, filepath.Join(dir, rundir.ManifestFile), manifest)
		write(t, filepath.Join(dir, rundir.SummaryFile), summary)
		h := served(t, path, Options{})
		for _, target := range []string{"/", runPath(name), "/compare?run=x&run=" + url.QueryEscape(name), "/trend?scenario=" + url.QueryEscape(name)} {
			w := get(t, h, target)
			if body := w.Body.String(); w.Code >= 500 || strings.Contains(body, "<script") || strings.Contains(body, "<img") || strings.Contains(body, "<b>") {
				t.Errorf("%q: %d %s", target, w.Code, body)
			}
		}
		if w := get(t, h, "/"); !strings.Contains(w.Body.String(), "1 of 1 folders") {
			t.Errorf("%q is not listed", name)
		}
	})
}

// BenchmarkList is a list of a thousand runs once they have been read.
func BenchmarkList(b *testing.B) {
	path := b.TempDir()
	data, err := reportstest.Load(b).Marshal()
	if err != nil {
		b.Fatal(err)
	}
	for i := range 1000 {
		dir := filepath.Join(path, fmt.Sprintf("run-%04d", i))
		if err := os.Mkdir(dir, 0o755); err != nil {
			b.Fatal(err)
		}
		write(b, filepath.Join(dir, rundir.SummaryFile), string(data))
	}
	h := served(b, path, Options{})
	start := time.Now()
	get(b, h, "/")
	first := time.Since(start)
	for b.Loop() {
		get(b, h, "/")
	}
	b.ReportMetric(float64(first.Milliseconds()), "ms-first")
}
