package scenarios

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// minimal is the smallest scenario; tests add to it.
const minimal = "version: 1\nname: demo\ntarget: {function: {handler: builtin:hello}}\nload: {stages: [{rate: 10/s, for: 10s}]}\n"

// parse reads a scenario that must be right.
func parse(t testing.TB, src string, sets ...string) *Scenario {
	t.Helper()
	s, err := Parse("demo.yaml", "testdata/good", []byte(src), sets...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDefaults(t *testing.T) {
	s := parse(t, minimal)
	target := s.Targets[0]
	if target.Name != "demo" || target.Kind != KindFunction || target.Provider != ProviderLocal || target.Region != "us-east-1" {
		t.Errorf("target %+v", target)
	}
	if f := target.Function; f.Timeout != 3*time.Second || f.EphemeralStorage != 512<<20 || f.Handler != "builtin:hello" {
		t.Errorf("function %+v", f)
	}
	if s.Repeat != 3 || s.Seed != 1 || s.Order != Interleaved || s.Objective.Kind != check.Cheapest || s.Pricing.Book != "aws" {
		t.Errorf("scenario %+v", s)
	}
	if !reflect.DeepEqual(s.Matrix, Matrix{MemoryMB: []int{128, 256, 512, 1024, 1769, 3008}, Architecture: []string{"x86_64"}}) {
		t.Errorf("matrix %+v", s.Matrix)
	}
	if len(s.Payloads) != 1 || string(s.Payloads[0].Body) != "{}" || s.Payloads[0].Name != "" || s.Payloads[0].Weight != 1 {
		t.Errorf("payloads %+v", s.Payloads)
	}
	if s.File != "demo.yaml" || !filepath.IsAbs(s.Dir) || string(s.Source) != minimal {
		t.Errorf("%q in %q", s.File, s.Dir)
	}
}

func TestEveryKey(t *testing.T) {
	s, err := Read("testdata/good/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir, _ := filepath.Abs("testdata/good")
	fast, slow, own := s.Targets[0], s.Targets[1], s.Targets[2]
	if fast.Function.Python != filepath.Join(dir, "app.py")+":handler" || slow.Function.Node != filepath.Join(dir, "app.js")+".handler" ||
		own.Function.Command[0] != filepath.Join(dir, "bootstrap") || own.Function.Command[1] != "--fast" || len(own.Function.Build) != 5 {
		t.Errorf("%+v, %+v, %+v", fast.Function, slow.Function, own.Function)
	}
	if fast.Function.Timeout != 15*time.Second || fast.Function.EphemeralStorage != 1024<<20 || fast.Function.Env["LOG_LEVEL"] != "warn" || fast.Region != "eu-central-1" {
		t.Errorf("%+v", fast.Function)
	}
	for i, want := range []string{"app.py:handler", "app.js.handler", "bootstrap --fast"} {
		if got := s.Targets[i].HandlerText(); got != want {
			t.Errorf("handler text %q, want %q", got, want)
		}
	}
	if want := (Current{MemoryMB: 1024, Timeout: 30 * time.Second, Architecture: "arm64", Worth: 0.1}); *s.Current != want {
		t.Errorf("current %+v", s.Current)
	}
	wantStages := []Stage{
		{Kind: StageConstant, From: 10, To: 10, For: 10 * time.Second},
		{Kind: StageRamp, From: 0, To: 50, For: 20 * time.Second},
		{Kind: StagePoisson, From: 10, To: 10, For: 30 * time.Second},
		{Kind: StageSteps, From: 10, To: 50, By: 10, For: 50 * time.Second},
		{Kind: StageSine, From: 20, To: 20, Amplitude: 10, Period: time.Minute, For: 3 * time.Minute},
		{Kind: StageSpike, From: 10, To: 100, PeakAt: 20 * time.Second, PeakFor: 5 * time.Second, For: time.Minute},
		{Kind: StageSpike, From: 0, To: 100, PeakAt: 27500 * time.Millisecond, PeakFor: 5 * time.Second, For: time.Minute},
		{Kind: StageJitter, From: 10, To: 10, For: 30 * time.Second},
	}
	if !reflect.DeepEqual(s.Load.Stages, wantStages) || s.Load.Model != Open {
		t.Errorf("load %+v", s.Load)
	}
	wantBody := `{"width":160,"big":12345678901234567890,"f":1.50,"e":1e3,"t":"<é>","n":null,"l":[true,16]}`
	if got := string(s.Payloads[0].Body); got != wantBody || s.Payloads[0].Weight != 3 {
		t.Errorf("payload %s", got)
	}
	if got := string(s.Payloads[1].Body); got != `{"width": 320}` || s.Payloads[1].Name != "payload-2" {
		t.Errorf("payload %+v", s.Payloads[1])
	}
	if len(s.Tracing.Headers) != 1 || s.Tracing.Headers[0] != TraceXRay || s.Tracing.Sampled {
		t.Errorf("tracing %+v", s.Tracing)
	}
	if *s.ColdStarts != (ColdStarts{5, "recycle"}) || !s.Pricing.FreeTier || s.Pricing.Traffic.RequestsPerMonth != 10_000_000 || *s.Pricing.Traffic.ColdShare != 0.01 {
		t.Errorf("%+v, %+v", s.ColdStarts, s.Pricing)
	}
	if s.Objective.Text != "cheapest within p95 800ms and errors 0.1%" || s.Order != Sequential || s.Repeat != 2 || s.Seed != 7 {
		t.Errorf("%+v", s)
	}
	if s.Gates[0].Level != LevelWarn || s.Gates[0].For != "recommended" || s.Gates[1].For != "all" || s.Gates[1].Level != LevelError || s.Gates[2].For != "memory_mb==512, QUALITY==70" {
		t.Errorf("%+v", s.Gates)
	}
}

func TestLibraryParses(t *testing.T) {
	names := LibraryNames()
	if len(names) == 0 {
		t.Fatal("the library is empty")
	}
	for _, name := range names {
		s, err := Read("library/" + name + ".yaml")
		if err != nil {
			t.Error(err)
		} else if s.Name != name {
			t.Errorf("library/%s.yaml has the name %s", name, s.Name)
		}
	}
}

func TestAnchors(t *testing.T) {
	s, err := Read("testdata/good/anchors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if s.Targets[1].Function.Env["AA"] != "1" {
		t.Errorf("%+v", s.Targets[1].Function)
	}
}

func TestSets(t *testing.T) {
	s := parse(t, minimal, "matrix.memory_mb=[512,1024]", "load.stages[0].rate=5/s", "repeat=1", "target.function.env.QUALITY=\"85\"",
		"gates=[{check: p95 < 1s, level: warn}]", "description=a = b")
	if !reflect.DeepEqual(s.Matrix.MemoryMB, []int{512, 1024}) || s.Load.Stages[0].From != 5 || s.Repeat != 1 ||
		s.Targets[0].Function.Env["QUALITY"] != "85" || len(s.Gates) != 1 || s.Description != "a = b" {
		t.Errorf("%+v", s)
	}
}

func TestTextForms(t *testing.T) {
	for name, src := range map[string]string{
		"carriage returns":  strings.ReplaceAll(minimal, "\n", "\r\n"),
		"byte order mark":   "\ufeff" + minimal,
		"document marks":    "---\n" + minimal + "...\n",
		"no last line feed": strings.TrimSuffix(minimal, "\n"),
		"comments":          "# one\n" + minimal + "# two\n",
	} {
		if _, err := Parse("demo.yaml", ".", []byte(src)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadMistakes(t *testing.T) {
	dir := t.TempDir()
	big := filepath.Join(dir, "big.yaml")
	if err := os.WriteFile(big, []byte(strings.Repeat("# x\n", MaxFileBytes/4+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "thumbnail.yaml"), []byte(minimal), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "thumbnial.yaml"): "did you mean " + filepath.Join(dir, "thumbnail.yaml"),
		filepath.Join(dir, "other.yaml"):     "there is no such file",
		dir:                                  "this is a folder",
		big:                                  "larger than 1 MB",
	} {
		_, err := Read(path)
		var errs Errors
		if !errors.As(err, &errs) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

func TestMistakesAreCapped(t *testing.T) {
	var src strings.Builder
	src.WriteString(minimal)
	for i := range 50 {
		src.WriteString("x" + itoa(i) + "y: 1\n")
	}
	_, err := Parse("demo.yaml", ".", []byte(src.String()))
	var errs Errors
	if !errors.As(err, &errs) || len(errs) != maxErrors+1 || !strings.Contains(err.Error(), "30 more mistakes") {
		t.Errorf("%d mistakes: %v", len(errs), errs[len(errs)-1])
	}
	for i := range errs[:maxErrors-1] {
		if errs[i].Line > errs[i+1].Line {
			t.Fatal("mistakes are not in the order of the file")
		}
	}
}

func TestBombsAreRefusedQuickly(t *testing.T) {
	for name, src := range map[string]string{
		"flow":   strings.Repeat("[", 500_000),
		"dashes": strings.Repeat("- ", 500_000),
		"keys":   strings.Repeat("? ", 500_000),
		"indent": strings.Repeat(" ", 5000) + "a: 1\n",
		"words":  strings.Repeat("a: 1\n", 200_000),
		"tags":   strings.Repeat("!a ", 300_000),
	} {
		if _, err := Parse("bomb.yaml", ".", []byte(src)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"library/*.yaml", "testdata/bad/*.yaml", "testdata/good/*.yaml"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src, "repeat=1")
		}
	}
	f.Add([]byte(minimal), "load.stages[0].rate=5/s")
	f.Add([]byte(strings.Replace(minimal, "function: {handler: builtin:hello}", `http: {url: "http://a:secret-secret@b:1/${X}?sig=secret-secret"}`, 1)), "matrix.params.X=[1, 2]")
	f.Add([]byte(minimal), `target={http: {url: "http://a/", headers: {Cookie: "a=b"}}}`)
	f.Fuzz(func(t *testing.T, src []byte, set string) {
		for _, sets := range [][]string{nil, {set}} {
			s, err := Parse("fuzz.yaml", "testdata/good", src, sets...)
			var errs Errors
			if err != nil && (!errors.As(err, &errs) || len(errs) == 0 || err.Error() == "") {
				t.Fatalf("%T is not Errors", err)
			}
			if (s == nil) == (err == nil) {
				t.Fatal("neither a scenario nor mistakes, or both")
			}
			if s == nil {
				continue
			}
			plan := s.Plan()
			if len(plan.Variants) == 0 || s.Load.Search == nil && len(plan.Blocks) != len(plan.Variants)*plan.Rounds {
				t.Fatalf("plan of %d variants and %d blocks", len(plan.Variants), len(plan.Blocks))
			}
			if sets == nil {
				checkRedacted(t, s)
			}
		}
	})
}

// checkRedacted fails where the redacted source still shows a secret.
func checkRedacted(t *testing.T, s *Scenario) {
	shown := string(s.RedactedSource())
	for _, target := range s.Targets {
		secrets := map[string]string{}
		if target.Function != nil {
			secrets = target.Function.Env
		} else if target.HTTP != nil {
			maps.Copy(secrets, target.HTTP.Headers)
			for _, part := range secret.InURL(target.HTTP.URL) {
				secrets["secret of the URL"] = target.HTTP.URL[part.From:part.To]
			}
		}
		for name, value := range secrets {
			if IsSecretName(name) && len(value) >= 6 && !strings.Contains(redacted, value) && strings.Contains(shown, value) {
				t.Fatalf("the value %q of %s is shown in\n%s", value, name, shown)
			}
		}
	}
}
