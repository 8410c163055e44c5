package gateway

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
)

func routed(t testing.TB, api answers.API, routes ...string) *Gateway {
	c := Config{API: api}
	for _, r := range routes {
		method, path, found := strings.Cut(r, " ")
		if !found {
			method, path = "", r
		}
		c.Routes = append(c.Routes, Route{Method: method, Path: path, Function: "fn"})
	}
	return newGateway(t, c, &functions{})
}

func TestFind(t *testing.T) {
	http := routed(t, answers.HTTP, "GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default") // the documentation's example
	rest := routed(t, answers.REST, "GET /", "ANY /pets", "GET /pets/{type}", "POST /pets/{type}/{id}", "GET /files/{proxy+}", "ANY /files/{proxy+}")
	alb := routed(t, answers.ALB, "GET /a/*", "/b?/*", "/pets/{type}", "*")
	one := routed(t, answers.ALB, "GET /a")
	url := routed(t, answers.URL, "/{proxy+}")
	for _, c := range []struct {
		g            *Gateway
		method, path string
		want         string // "" for none
		params       map[string]string
	}{
		{http, "GET", "/pets/dog/1", "GET /pets/dog/1", nil},
		{http, "GET", "/pets/dog/2", "GET /pets/dog/{id}", map[string]string{"id": "2"}},
		{http, "GET", "/pets/cat/1", "GET /pets/{proxy+}", map[string]string{"proxy": "cat/1"}},
		{http, "POST", "/test/5", "ANY /{proxy+}", map[string]string{"proxy": "test/5"}},
		{http, "POST", "/pets/dog/1", "ANY /{proxy+}", map[string]string{"proxy": "pets/dog/1"}},
		{http, "GET", "/", "$default", nil},
		{rest, "GET", "/", "GET /", nil}, {rest, "POST", "/", "", nil}, {rest, "DELETE", "/pets", "ANY /pets", nil}, {rest, "FOO", "/pets", "", nil}, {http, "FOO", "/other", "$default", nil},
		{rest, "GET", "/pets/Bearded%20Dragon", "GET /pets/{type}", map[string]string{"type": "Bearded%20Dragon"}},
		{rest, "GET", "/pets/a%2Fb", "GET /pets/{type}", map[string]string{"type": "a%2Fb"}},
		{rest, "POST", "/pets/dog", "", nil}, // the resource has no such method
		{rest, "GET", "/pets/", "", nil}, {rest, "GET", "/pets/dog/1", "", nil},
		{rest, "POST", "/pets/dog/1", "POST /pets/{type}/{id}", map[string]string{"type": "dog", "id": "1"}},
		{rest, "GET", "/files/a", "GET /files/{proxy+}", map[string]string{"proxy": "a"}}, {rest, "PUT", "/files/a/b", "ANY /files/{proxy+}", map[string]string{"proxy": "a/b"}},
		{rest, "GET", "/%zz", "", nil},
		{alb, "GET", "/a/b/c", "GET /a/*", nil}, {alb, "POST", "/a/b", "ANY *", nil}, {alb, "GET", "/b1/x", "ANY /b?/*", nil}, {alb, "GET", "/pets/Dog", "ANY /pets/{type}", nil},
		{one, "GET", "/b", "", nil},
		{url, "GET", "/any/thing", "ANY /{proxy+}", nil},
	} {
		r, params := c.g.find(c.method, c.path)
		got := ""
		if r != nil {
			got = r.key()
		}
		if got != c.want || !maps.Equal(params, c.params) {
			t.Errorf("%s %s %s: %q %v, want %q %v", c.g.config.API, c.method, c.path, got, params, c.want, c.params)
		}
	}
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"/a", "/a", true}, {"/a", "/ab", false}, {"/a*", "/a", true}, {"/a*", "/abc", true}, {"*", "", true}, {"", "", true}, {"", "x", false},
		{"/*/c", "/a/b/c", true}, {"/*/c", "/a/b/d", false}, {"/?", "/a", true}, {"/?", "/", false}, {"*a*b*", "xxaxxbxx", true}, {"*a*b", "xxaxxbxx", false},
		{strings.Repeat("*a", 40), strings.Repeat("a", 5000) + "b", false}, // in bounded time
	} {
		if got := fits(c.pattern, c.path); got != c.want {
			t.Errorf("%q fits %.20q: %v", c.pattern, c.path, got)
		}
	}
}

func TestURLTakesEveryPath(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": proxyOK}}
	g := newGateway(t, Config{API: answers.URL, Routes: []Route{{Path: "/", Function: "fn"}}}, f)
	if w := ask(g, "PUT", "/any/path?x=1"); w.Code != 200 {
		t.Errorf("status %d", w.Code)
	}
	if e := f.last(t, "fn"); e["routeKey"] != "$default" || e["rawPath"] != "/any/path" || e["version"] != "2.0" {
		t.Errorf("the event is %v", e)
	}
}

func TestConfigErrors(t *testing.T) {
	route := Route{Path: "/x", Function: "fn"}
	with := func(change func(*Route)) []Route {
		r := route
		change(&r)
		return []Route{r}
	}
	long := 2 * time.Hour
	for want, c := range map[string]Config{
		`api "": want rest, http, url or alb`:                 {Routes: []Route{route}},
		"has no route":                                        {API: answers.REST},
		"one function, not 2 routes":                          {API: answers.URL, Routes: []Route{route, route}},
		"usage plans: only rest has it, and this API is http": {API: answers.HTTP, Plans: []Plan{{Keys: map[string]string{"a": "b"}}}, Routes: []Route{route}},
		"CORS configuration: only http or url":                {API: answers.REST, CORS: &CORS{}, Routes: []Route{route}},
		"cannot allow every origin":                           {API: answers.HTTP, CORS: &CORS{AllowOrigins: []string{"*"}, AllowCredentials: true}, Routes: []Route{route}},
		"it begins with /":                                    {API: answers.REST, Routes: with(func(r *Route) { r.Path = "x" })},
		"lacks its closing brace":                             {API: answers.REST, Routes: with(func(r *Route) { r.Path = "/{x" })},
		"is a whole part":                                     {API: answers.REST, Routes: with(func(r *Route) { r.Path = "/a{x}" })},
		"must stand last":                                     {API: answers.REST, Routes: with(func(r *Route) { r.Path = "/{x+}/y" })},
		"is no parameter":                                     {API: answers.REST, Routes: with(func(r *Route) { r.Path = "/{}" })},
		"$default: only http":                                 {API: answers.REST, Routes: with(func(r *Route) { r.Path = "$default" })},
		"it has no function":                                  {API: answers.REST, Routes: with(func(r *Route) { r.Function = "" })},
		`no authorizer is called "a"`:                         {API: answers.REST, Routes: with(func(r *Route) { r.Auth = "a" })},
		"no credentials are given":                            {API: answers.REST, Routes: with(func(r *Route) { r.Auth = "iam" })},
		"there is no usage plan":                              {API: answers.REST, Routes: with(func(r *Route) { r.APIKey = true })},
		`payload format "3"`:                                  {API: answers.HTTP, Routes: with(func(r *Route) { r.Payload = "3" })},
		"time-out 31s: want 50ms to 30s":                      {API: answers.HTTP, Routes: with(func(r *Route) { r.Timeout = 31 * time.Second })},
		"time-out 1ms: want 50ms to 15m0s":                    {API: answers.REST, Routes: with(func(r *Route) { r.Timeout = time.Millisecond })},
		"integration time-out: only rest or http":             {API: answers.ALB, Routes: with(func(r *Route) { r.Timeout = time.Second })},
		"only GET is cached":                                  {API: answers.REST, Cache: &Cache{}, Routes: with(func(r *Route) { r.Cached = true; r.Method = "POST" })},
		"the API has no cache":                                {API: answers.REST, Routes: with(func(r *Route) { r.Cached = true; r.Method = "GET" })},
		"cache TTL":                                           {API: answers.REST, Cache: &Cache{TTL: long}, Routes: []Route{route}},
		`cache key "x"`:                                       {API: answers.REST, Routes: with(func(r *Route) { r.CacheKeys = []string{"x"} })},
		"integration responses need a mapping":                {API: answers.REST, Routes: with(func(r *Route) { r.Responses = []Response{{}} })},
		`mapping of "f"`:                                      {API: answers.REST, Routes: with(func(r *Route) { r.Mapping = map[string]string{"f": "x"} })},
		"no regular expression":                               {API: answers.REST, Routes: with(func(r *Route) { r.Mapping = map[string]string{}; r.Responses = []Response{{Pattern: "("}} })},
		"throttle rate -1":                                    {API: answers.REST, Stage: Stage{Throttle: &Throttle{Rate: -1}}, Routes: []Route{route}},
		`stage "a b"`:                                         {API: answers.REST, Stage: Stage{Name: "a b"}, Routes: []Route{route}},
		"quota limit 0":                                       {API: answers.REST, Plans: []Plan{{Keys: map[string]string{"a": "b"}, Quota: &Quota{Period: "day"}}}, Routes: []Route{route}},
		"usage plan p has no API key":                         {API: answers.REST, Plans: []Plan{{Name: "p"}}, Routes: []Route{route}},
		"API key b of usage plan p is the same as a of p":     {API: answers.REST, Plans: []Plan{{Name: "p", Keys: map[string]string{"a": "v", "b": "v"}}}, Routes: []Route{route}},
		"authorizer a has no function":                        {API: answers.REST, Authorizers: map[string]Authorizer{"a": {}}, Routes: []Route{route}},
		"only a rest API has token authorizers":               {API: answers.HTTP, Authorizers: map[string]Authorizer{"a": {Function: "f", Kind: "token"}}, Routes: []Route{route}},
		"needs an identity source":                            {API: answers.REST, Authorizers: map[string]Authorizer{"a": {Function: "f"}}, Routes: []Route{route}},
		"authorizer a: TTL":                                   {API: answers.REST, Authorizers: map[string]Authorizer{"a": {Function: "f", Kind: "token", TTL: &long}}, Routes: []Route{route}},
		"its validation is no regular expression":             {API: answers.REST, Authorizers: map[string]Authorizer{"a": {Function: "f", Kind: "token", Validation: "("}}, Routes: []Route{route}},
		"take the same requests":                              {API: answers.REST, Routes: []Route{{Path: "/{a}", Function: "f"}, {Path: "/{b}", Function: "f"}}},
	} {
		_, err := New(c, &functions{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestConfigErrorsAllAtOnce: everything wrong is said together.
func TestConfigErrorsAllAtOnce(t *testing.T) {
	_, err := New(Config{API: answers.URL, Stage: Stage{Name: "x"}, Cache: &Cache{}, Routes: []Route{{Path: "y", Payload: "1.0"}}}, &functions{})
	if lines := strings.Split(fmt.Sprint(err), "\n"); len(lines) < 4 {
		t.Errorf("only %d errors are told: %v", len(lines), err)
	}
}

func TestCORS(t *testing.T) {
	c := &CORS{AllowOrigins: []string{"https://*.example.com", "http://localhost:3000"}, AllowMethods: []string{"GET", "PUT"}, AllowHeaders: []string{"x-a"}, ExposeHeaders: []string{"x-b"}, AllowCredentials: true, MaxAge: time.Minute}
	preflight := func(origin, method string) (hs []string) { return []string{origin, method} }
	for api, status := range map[answers.API]int{answers.HTTP: 204, answers.URL: 200} {
		f := &functions{does: map[string]behaviour{"fn": says(`{"statusCode":200,"headers":{"access-control-allow-origin":"*","x-b":"1"},"body":"ok"}`)}}
		g := newGateway(t, Config{API: api, CORS: c, Routes: []Route{{Method: "GET", Path: "/x", Function: "fn"}}}, f)
		for _, p := range []struct {
			of      []string
			allowed bool
		}{{preflight("https://a.example.com", "GET"), true}, {preflight("http://localhost:3000", "put"), true}, {preflight("https://evil.com", "GET"), false}, {preflight("https://a.example.com", "DELETE"), false}} {
			w := ask(g, "OPTIONS", "/x", header("Origin", p.of[0]), header("Access-Control-Request-Method", p.of[1]))
			h := w.Header()
			if w.Code != status || f.calls("fn") != 0 {
				t.Errorf("%s preflight of %v: status %d, %d calls", api, p.of, w.Code, f.calls("fn"))
			}
			want := ""
			if p.allowed {
				want = p.of[0]
			}
			if got := h.Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("%s preflight of %v: origin %q, want %q", api, p.of, got, want)
			}
			if p.allowed && (h.Get("Access-Control-Allow-Methods") != "GET,PUT" || h.Get("Access-Control-Allow-Headers") != "x-a" || h.Get("Access-Control-Max-Age") != "60" || h.Get("Access-Control-Allow-Credentials") != "true") {
				t.Errorf("%s preflight: %v", api, h)
			}
		}
		h := ask(g, "GET", "/x", header("Origin", "https://a.example.com")).Header()
		if h.Get("Access-Control-Allow-Origin") != "https://a.example.com" || h.Get("Access-Control-Expose-Headers") != "x-b" || h.Get("Vary") != "Origin" {
			t.Errorf("%s answer: %v", api, h)
		}
		for _, change := range []string{"https://evil.com", ""} {
			h := ask(g, "GET", "/x", header("Origin", change)).Header()
			if slices.Contains(slices.Sorted(maps.Keys(h)), "Access-Control-Allow-Origin") {
				t.Errorf("%s answer to %q: %v", api, change, h)
			}
		}
	}
}

// FuzzRoutes: no path of a configuration or of a request makes the router
// panic, and a route finds the path that it is written as.
func FuzzRoutes(f *testing.F) {
	for _, s := range []string{"/", "/a/{b}", "/{c+}", "$default", "*", "/a*?b", "/%2F/ü", "//", "/{a}{b}", "/{+}"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, path, request string) {
		for _, api := range answers.APIs {
			g, err := New(Config{API: api, Routes: []Route{{Path: path, Function: "fn"}}}, &functions{})
			if err != nil {
				continue
			}
			g.find("GET", request)
			r, _ := g.find("GET", path)
			if r == nil && api != answers.ALB && !strings.Contains(path, "//") && !strings.HasSuffix(path, "/") {
				t.Fatalf("%s: %q does not find itself", api, path)
			}
		}
	})
}
