package lambdaapi

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// nameRE is AWS's pattern, anchored: what parseReference accepts must match it.
// It also takes dots in names and $LATEST.PUBLISHED, which no function here has.
var nameRE = regexp.MustCompile(`^(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]+(-[a-z]+)+-\d:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?$`)

func FuzzReference(f *testing.F) {
	for _, seed := range []string{
		"fn", "fn:1", "fn:$LATEST", "function:fn", "function:fn:live", "000000000000:fn", "000000000000:function:fn:1",
		"arn:aws:lambda:us-east-1:000000000000:function:fn", "arn:aws-us-gov:lambda:us-gov-west-1:000000000000:function:fn:1",
		"arn:aws:lambda:us-east-1:000000000000:function", "arn:aws:ec2:us-east-1:000000000000:instance:i", "arn:", ":", "", "a:b:c",
		"fn:", ":fn", "arn:aws:lambda:fn", "us-east-1:fn", "fn:$latest", "a/b", "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		ref, ok := parseReference(raw)
		if !ok {
			return
		}
		if !strings.HasPrefix(raw, "arn:aws") && strings.HasPrefix(raw, "arn:") && strings.Count(raw, ":") > 2 && !strings.HasPrefix(raw, "arn::") {
			t.Errorf("%q was taken for an ARN", raw)
		}
		if !strings.HasPrefix(raw, "arn:") && !nameRE.MatchString(raw) {
			t.Errorf("%q was taken, AWS's pattern refuses it", raw)
		}
		full := arn(ref.name)
		if ref.qualifier != "" {
			full += ":" + ref.qualifier
		}
		again, ok := parseReference(full)
		if !ok || again.name != ref.name || again.qualifier != ref.qualifier {
			t.Errorf("%q is %+v; its ARN %q is %+v", raw, ref, full, again)
		}
	})
}

func FuzzRequest(f *testing.F) {
	server := New(Options{Invoker: &fakeInvoker{}, CheckHandler: accept})
	f.Cleanup(func() { server.Close() })
	if _, err := server.registry.create("fn", config{}, nil, true); err != nil {
		f.Fatal(err)
	}
	f.Add("POST", "/2015-03-31/functions/fn/invocations", "Qualifier=1", `{"a":1}`)
	f.Add("GET", "/2015-03-31/functions/", "MaxItems=1&Marker=fn", "")
	f.Add("PUT", "/2015-03-31/functions/fn/configuration", "", `{"MemorySize":256}`)
	f.Add("PUT", "/2019-09-30/functions/fn/provisioned-concurrency", "Qualifier=1", `{"ProvisionedConcurrentExecutions":1}`)
	f.Add("POST", "/2015-03-31/functions/fn/aliases", "", `{"Name":"a","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":0.5}}}`)
	f.Add("GET", "/2019-09-30/functions/fn/provisioned-concurrency", "List=ALL", "")
	f.Add("DELETE", "/2017-03-31/tags/arn%3Aaws", "tagKeys=a&tagKeys=b", "")
	f.Add("GET", "//%2f/..", "%", "\x00")
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		switch method {
		case "GET", "PUT", "POST", "DELETE":
		default:
			return
		}
		u, err := url.ParseRequestURI("/" + strings.TrimLeft(path, "/"))
		if err != nil {
			return
		}
		r := httptest.NewRequest(method, "/", strings.NewReader(body))
		r.Host, r.URL.Path, r.URL.RawPath, r.URL.RawQuery = "localhost", u.Path, u.RawPath, query
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s %s?%s: %d %s", method, path, query, w.Code, w.Body)
		}
		if w.Code >= 400 && w.Header().Get("X-Amzn-Errortype") == "" {
			t.Errorf("%s %s?%s: %d without an error type", method, path, query, w.Code)
		}
	})
}

func FuzzCreate(f *testing.F) {
	f.Add([]byte(`{"FunctionName":"fn","Handler":"builtin:hello","Role":"r","Code":{"ZipFile":"UEsDBA=="},"MemorySize":128,"Timeout":3}`))
	f.Add([]byte(`{"FunctionName":"fn","PackageType":"Image","ImageConfig":{"Command":["a"]},"Environment":{"Variables":{"AB":"c"}},"Architectures":["arm64"]}`))
	f.Add([]byte(`{"FunctionName":"fn","EphemeralStorage":{"Size":512},"SnapStart":{"ApplyOn":"None"},"Layers":null,"DurableConfig":null,"Tags":{"a":"b"}}`))
	f.Add([]byte(`{"FunctionName":null,"Environment":{"Variables":null},"EphemeralStorage":{}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		req, ref, err := decodeCreate(body)
		if err != nil {
			if fault := asFault(err); fault.code == codeService || !utf8.ValidString(fault.message) && utf8.Valid(body) {
				t.Errorf("error %v", err)
			}
			return
		}
		c := req.config(DefaultAccountID)
		if !isName(ref.name) || len(ref.name) > maxNameLength {
			t.Errorf("name %q was taken", ref.name)
		}
		if c.MemoryMB < 128 || c.MemoryMB > 10240 || c.TimeoutS < 1 || c.TimeoutS > 900 || c.EphemeralMB < 512 || c.EphemeralMB > 10240 {
			t.Errorf("configuration %+v was taken", c)
		}
		if c.Arch != archX86 && c.Arch != archARM {
			t.Errorf("architecture %q was taken", c.Arch)
		}
		if _, err := c.handler(); err == nil && c.PackageType == packageImage && len(c.Image.Command)+len(c.Image.EntryPoint) == 0 {
			t.Error("an image without a command was taken")
		}
	})
}

func FuzzArchive(f *testing.F) {
	f.Add(archive(f, entry{"app.py", "text", 0o644}, entry{"dir/", "", 0o755}, entry{"dir/file", "text", 0o600}))
	f.Add(archive(f, entry{"../out", "text", 0o644}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := extract(data, t.TempDir()); err != nil && asFault(err).code == codeService {
			t.Errorf("error %v", err)
		}
	})
}
