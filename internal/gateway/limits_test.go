package gateway

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestThrottleExact drives a route on a virtual clock: in t seconds at most
// b + r·t pass, and every other request is the table's 429.
func TestThrottleExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		limit := Throttle{Rate: rapid.Float64Range(0.5, 2000).Draw(rt, "rate"), Burst: rapid.IntRange(1, 20).Draw(rt, "burst")}
		api := rapid.SampledFrom([]answers.API{answers.REST, answers.HTTP}).Draw(rt, "api")
		c := &clock{t: epoch}
		f := &functions{does: map[string]behaviour{"fn": proxyOK}}
		g, err := New(Config{API: api, Figures: true, Now: c.now, Stage: Stage{Throttle: &limit}, Routes: []Route{{Path: "/x", Function: "fn"}}}, f)
		if err != nil {
			rt.Fatal(err)
		}
		passed, start := 0, c.t
		for _, gap := range rapid.SliceOfN(rapid.IntRange(0, int(2e9/limit.Rate)), 1, 60).Draw(rt, "gaps") {
			c.add(time.Duration(gap))
			switch w := ask(g, "GET", "/x"); w.Code {
			case http.StatusOK:
				passed++
			case http.StatusTooManyRequests:
			default:
				rt.Fatalf("status %d", w.Code)
			}
			if most := float64(limit.Burst) + limit.Rate*c.t.Sub(start).Seconds(); float64(passed) > most+1e-9 {
				rt.Fatalf("%d passed, at most %v may", passed, most)
			}
		}
		if f.calls("fn") != passed {
			rt.Fatalf("%d calls of the function for %d answers", f.calls("fn"), passed)
		}
	})
}

func TestThrottleByRoute(t *testing.T) {
	c := &clock{t: epoch}
	f := &functions{does: map[string]behaviour{"fn": proxyOK}}
	g := newGateway(t, Config{
		API: answers.REST, Figures: true, Now: c.now, Stage: Stage{Throttle: &Throttle{Rate: 1, Burst: 2}},
		Routes: []Route{{Path: "/a", Function: "fn"}, {Path: "/b", Function: "fn"}, {Path: "/c", Function: "fn", Throttle: &Throttle{Rate: 1, Burst: 1}}, {Path: "/off", Function: "fn", Throttle: &Throttle{}}},
	}, f)
	for _, want := range []struct {
		path   string
		passes bool
	}{{"/a", true}, {"/a", true}, {"/a", false}, {"/b", true}, {"/c", true}, {"/c", false}, {"/b", true}, {"/b", false}, {"/off", false}} {
		if w := ask(g, "GET", want.path); (w.Code == 200) != want.passes {
			t.Errorf("%s: status %d", want.path, w.Code)
		} else if !want.passes {
			isRow(t, w, answers.REST, answers.StageThrottle)
		}
	}
	c.add(time.Second)
	if w := ask(g, "GET", "/a"); w.Code != 200 {
		t.Errorf("after a second at 1/s: status %d", w.Code)
	}
}

func TestKeysAndQuota(t *testing.T) {
	c := &clock{t: epoch}
	f := &functions{does: map[string]behaviour{"fn": proxyOK}}
	g := newGateway(t, Config{
		API: answers.REST, Figures: true, Now: c.now,
		Plans: []Plan{
			{Name: "free", Keys: map[string]string{"id1": "key-one", "id2": "key-two"}, Quota: &Quota{Limit: 3, Period: "day"}, Throttle: &Throttle{Rate: 1, Burst: 2}},
			{Name: "paid", Keys: map[string]string{"id3": "key-three"}},
		},
		Routes: []Route{{Path: "/x", Function: "fn", APIKey: true}},
	}, f)
	get := func(key string) answers.Cause {
		w := ask(g, "GET", "/x", header("x-api-key", key))
		cause := answers.Cause(w.Header().Get(HeaderCause))
		if cause != "" {
			isRow(t, w, answers.REST, cause)
		}
		return cause
	}
	steps := []struct {
		wait time.Duration
		key  string
		want answers.Cause
	}{
		{0, "", answers.MissingKey}, {0, "nobody's", answers.MissingKey},
		{0, "key-one", ""}, {0, "key-one", ""}, {0, "key-one", answers.StageThrottle},
		{0, "key-two", ""}, // each key for itself
		{time.Second, "key-one", ""}, {time.Second, "key-one", answers.Quota},
		{0, "key-three", ""},
		{14 * time.Hour, "key-one", ""}, // the next day
	}
	for i, s := range steps {
		c.add(s.wait)
		if got := get(s.key); got != s.want {
			t.Errorf("step %d, key %q: cause %q, want %q", i, s.key, got, s.want)
		}
	}
	identity := f.last(t, "fn")["requestContext"].(map[string]any)["identity"].(map[string]any)
	if identity["apiKeyId"] != "id1" || identity["apiKey"] != "key-one" {
		t.Errorf("identity %v", identity)
	}
}

func TestCache(t *testing.T) {
	c := &clock{t: epoch}
	f := &functions{does: map[string]behaviour{"fn": proxyOK, "fails": throttled}}
	config := Config{
		API: answers.REST, Figures: true, Now: c.now, Cache: &Cache{TTL: time.Minute},
		Routes: []Route{
			{Method: "GET", Path: "/x/{type}", Function: "fn", Cached: true, CacheKeys: []string{"path.type", "query.page", "header.Accept"}},
			{Method: "GET", Path: "/fails", Function: "fails", Cached: true},
			{Method: "GET", Path: "/uncached", Function: "fn"},
		},
	}
	g := newGateway(t, config, f)
	for i, s := range []struct {
		wait   time.Duration
		target string
		change func(*http.Request)
		want   string
	}{
		{0, "/x/a", nil, "miss"}, {0, "/x/a", nil, "hit"}, {0, "/x/b", nil, "miss"}, {0, "/x/a?page=2", nil, "miss"},
		{0, "/x/a?page=2&other=1", nil, "hit"}, // no key
		{0, "/x/a", header("Accept", "text/html"), "miss"},
		{59 * time.Second, "/x/a", nil, "hit"}, {time.Second, "/x/a", nil, "miss"},
		{0, "/x/a", header("Cache-Control", "max-age=0"), "miss"}, {0, "/x/a", nil, "hit"},
		{59 * time.Second, "/x/a", header("Cache-Control", "no-transform, max-age=0"), "miss"}, {59 * time.Second, "/x/a", nil, "hit"}, // renewed
		{0, "/fails", nil, "miss"}, {0, "/fails", nil, "miss"}, // errors are not kept
		{0, "/uncached", nil, ""}, {0, "/uncached", nil, ""},
	} {
		c.add(s.wait)
		before := f.calls("fn") + f.calls("fails")
		change := s.change
		if change == nil {
			change = func(*http.Request) {}
		}
		w := ask(g, "GET", s.target, change)
		if got := w.Header().Get(HeaderCache); got != s.want {
			t.Errorf("step %d, %s: cache %q, want %q", i, s.target, got, s.want)
		}
		if called := f.calls("fn")+f.calls("fails") > before; called == (s.want == "hit") {
			t.Errorf("step %d, %s: function called %v for a %q", i, s.target, called, s.want)
		}
		if s.want == "hit" && (w.Body.String() != "ok" || w.Header().Get(HeaderIntegration) != "" || w.Header().Get("X-Sweetspot-Duration-Us") != "") {
			t.Errorf("step %d: a hit is %q with %v", i, w.Body, w.Header())
		}
	}
	config.Cache = &Cache{RequireAuthorization: true}
	w := ask(newGateway(t, config, f), "GET", "/x/a", header("Cache-Control", "max-age=0"))
	isRow(t, w, answers.REST, answers.AccessDenied)
}

func TestCacheBounds(t *testing.T) {
	f := &functions{does: map[string]behaviour{"fn": says(`{"statusCode":200,"body":"` + strings.Repeat("x", maxCachedBytes+1) + `"}`)}}
	g := newGateway(t, Config{API: answers.REST, Figures: true, Cache: &Cache{}, Routes: []Route{{Method: "GET", Path: "/x", Function: "fn", Cached: true}}}, f)
	for range 2 {
		if w := ask(g, "GET", "/x"); w.Header().Get(HeaderCache) != "miss" {
			t.Error("a response above 1 MB was kept")
		}
	}
	if g.cache.TTL != DefaultCacheTTL {
		t.Errorf("the default TTL is %v", g.cache.TTL)
	}
}

// TestConcurrent is for the race detector: every limit, the caches and the
// routes at once; and no request gets the answer of another.
func TestConcurrent(t *testing.T) {
	f := &functions{does: map[string]behaviour{"auth": policyFor("Allow", "*", `{"n":1}`), "fn": func(_ context.Context, e []byte) (*sandbox.Result, error) {
		var in struct {
			PathParameters map[string]string
		}
		if err := json.Unmarshal(e, &in); err != nil {
			return nil, err
		}
		return &sandbox.Result{Payload: []byte(`{"statusCode":200,"body":"` + in.PathParameters["id"] + `"}`), Outcome: measure.OutcomeOK}, nil
	}}}
	g := newGateway(t, Config{
		API: answers.REST, Figures: true, Cache: &Cache{}, Authorizers: map[string]Authorizer{"a": {Kind: "token", Function: "auth"}},
		Stage: Stage{Throttle: &Throttle{Rate: 1000, Burst: 100}},
		Plans: []Plan{{Name: "p", Keys: map[string]string{"id": "key"}, Quota: &Quota{Limit: 150, Period: "day"}, Throttle: &Throttle{Rate: 1000, Burst: 1000}}},
		Routes: []Route{
			{Method: "GET", Path: "/cached/{id}", Function: "fn", Cached: true, CacheKeys: []string{"path.id"}},
			{Method: "GET", Path: "/auth/{id}", Function: "fn", Auth: "a"}, {Method: "GET", Path: "/key/{id}", Function: "fn", APIKey: true},
		},
	}, f)
	var wg sync.WaitGroup
	var keyed atomic.Int64
	for i := range 6 {
		wg.Go(func() {
			for j := range 60 {
				kind, id := []string{"cached", "auth", "key"}[i%3], strconv.Itoa(j%7)
				w := ask(g, "GET", "/"+kind+"/"+id, header("Authorization", "t"), header("X-Api-Key", "key"))
				if w.Code == http.StatusOK && w.Body.String() != id || w.Code != http.StatusOK && w.Code != http.StatusTooManyRequests {
					t.Errorf("%s %s: %d %s", kind, id, w.Code, w.Body)
				}
				if kind == "key" && w.Code == http.StatusOK {
					keyed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if keyed.Load() > 150 {
		t.Errorf("%d requests passed a quota of 150", keyed.Load())
	}
}
