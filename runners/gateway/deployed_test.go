package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// fakeAWS answers what a Deployed asks of API Gateway, Lambda, CloudWatch and its
// logs, with one REST API and one function, and the API itself.
type fakeAWS struct {
	*httptest.Server
	mu       sync.Mutex
	memory   int
	revision int
	cache    string // "off" or a size
	caching  bool   // on all methods
	slow     int    // answers before a change of the cache is done
	uri      string // of the integration
	format   string // of the access log; "" for none
	logs     []string
	metrics  map[string][]float64 // by the ID of the query
	refuse   map[string]string    // code of the error, by "METHOD path"
	calls    []string             // that change something
	failing  bool                 // the API answers 500
}

const stagePath = "/restapis/a1b2c3d4e5/stages/prod"

// startAWS starts it and lets the SDK's environment point to it.
func startAWS(t *testing.T) *fakeAWS {
	t.Helper()
	f := &fakeAWS{
		memory: 256, cache: "off", refuse: map[string]string{},
		uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:pets/invocations",
	}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	t.Setenv("AWS_ENDPOINT_URL", f.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	return f
}

func (f *fakeAWS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	what := r.Method + " " + r.URL.Path
	if code := f.refuse[what]; code != "" {
		w.Header().Set("X-Amzn-Errortype", code)
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"message":"refused"}`)
		return
	}
	switch action := r.Header.Get("X-Amz-Target"); {
	case strings.HasPrefix(r.URL.Path, "/prod/"):
		w.Header().Set("X-Amzn-Requestid", strings.TrimPrefix(r.URL.Path, "/prod/"))
		if f.failing {
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, `{"message": "Internal server error"}`)
		}
	case strings.HasSuffix(action, "FilterLogEvents"):
		f.answer(w, map[string]any{"events": f.events()})
	case strings.HasSuffix(r.URL.Path, "/GetMetricData"):
		f.metricData(w)
	case what == "GET /restapis/a1b2c3d4e5":
		f.answer(w, map[string]any{"id": "a1b2c3d4e5", "name": "pet store"})
	case what == "GET "+stagePath:
		f.answer(w, f.stage())
	case what == "PATCH "+stagePath:
		f.patch(w, r)
	case what == "GET /restapis/a1b2c3d4e5/resources":
		f.answer(w, map[string]any{"item": []any{map[string]any{"id": "x", "path": "/", "resourceMethods": map[string]any{
			"GET":  map[string]any{"methodIntegration": map[string]any{"type": "AWS_PROXY", "uri": f.uri, "timeoutInMillis": 12000}},
			"POST": map[string]any{},
		}}}})
	case what == "GET /restapis/a1b2c3d4e5/resources/x/methods/POST/integration":
		f.answer(w, map[string]any{"type": "AWS_PROXY", "uri": f.uri, "timeoutInMillis": 29000})
	case strings.HasPrefix(r.URL.Path, "/2015-03-31/functions/pets/configuration"):
		f.function(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (f *fakeAWS) answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func (f *fakeAWS) stage() map[string]any {
	status := "AVAILABLE"
	if f.slow > 0 {
		f.slow--
		status = "CREATE_IN_PROGRESS"
	}
	out := map[string]any{"stageName": "prod", "cacheClusterEnabled": f.cache != "off", "cacheClusterStatus": status}
	if f.cache != "off" {
		out["cacheClusterSize"] = f.cache
	}
	out["methodSettings"] = map[string]any{"*/*": map[string]any{"cachingEnabled": f.caching, "throttlingRateLimit": 10000, "throttlingBurstLimit": 5000}}
	if f.format != "" {
		out["accessLogSettings"] = map[string]any{"destinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:access", "format": f.format}
	}
	return out
}

func (f *fakeAWS) patch(w http.ResponseWriter, r *http.Request) {
	var body struct {
		PatchOperations []struct{ Op, Path, Value string }
	}
	_ = json.NewDecoder(r.Body).Decode(&body)
	for _, op := range body.PatchOperations {
		switch op.Path {
		case "/cacheClusterEnabled":
			if op.Value == "false" {
				f.cache = "off"
			}
		case "/cacheClusterSize":
			f.cache = op.Value
		case "/*/*/caching/enabled":
			f.caching = op.Value == "true"
		}
	}
	f.slow = 2
	f.calls = append(f.calls, "cache "+f.cache)
	f.answer(w, f.stage())
}

func (f *fakeAWS) function(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		var body struct {
			MemorySize int
			RevisionID string `json:"RevisionId"`
		}
		_ = json.NewDecoder(r.Body).Decode(&body)
		if body.RevisionID != fmt.Sprint(f.revision) {
			w.Header().Set("X-Amzn-Errortype", "PreconditionFailedException")
			w.WriteHeader(http.StatusPreconditionFailed)
			fmt.Fprint(w, `{"message":"the revision is another"}`)
			return
		}
		f.memory = body.MemorySize
		f.revision++
		f.calls = append(f.calls, fmt.Sprintf("memory %d", f.memory))
	}
	f.answer(w, map[string]any{"FunctionName": "pets", "MemorySize": f.memory, "RevisionId": fmt.Sprint(f.revision), "LastUpdateStatus": "Successful"})
}

func (f *fakeAWS) events() (events []any) {
	for _, line := range f.logs {
		events = append(events, map[string]any{"message": line})
	}
	return events
}

func (f *fakeAWS) metricData(w http.ResponseWriter) {
	results := cbor.List{}
	for id, values := range f.metrics {
		list := cbor.List{}
		for _, v := range values {
			list = append(list, cbor.Float64(v))
		}
		results = append(results, cbor.Map{"Id": cbor.String(id), "Values": list})
	}
	w.Header().Set("Content-Type", "application/cbor")
	w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	_, _ = w.Write(cbor.Encode(cbor.Map{"MetricDataResults": results}))
}

// quick is a Pace for a fake.
var quick = Pace{Poll: time.Millisecond, Ready: 5 * time.Second, Logs: 50 * time.Millisecond, Metrics: 20 * time.Millisecond, Pause: time.Millisecond, Retries: 2}

// deployedScenario drives the fake's API by its ID, and by its URL where it is to
// be sent to.
func deployedScenario(t *testing.T, f *fakeAWS, rest string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Parse("test.yaml", t.TempDir(), fmt.Appendf(nil, `
version: 1
name: test
target:
  gateway: {api: rest, url: %q, api_id: a1b2c3d4e5}
%s
load: {stages: [{rate: 10/s, for: 10s}]}
payloads: [{name: a, request: GET /a}, {name: b, request: GET /b}]
`, f.URL+"/prod", rest))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newDeployed(t *testing.T, s *scenarios.Scenario, confirmed bool) (*Deployed, *rundir.Journal, *[]string) {
	t.Helper()
	var warned []string
	r, err := NewDeployed(t.Context(), Options{Scenario: s, Confirmed: confirmed, Pace: quick, Warn: func(text string) { warned = append(warned, text) }})
	if err != nil {
		t.Fatal(err)
	}
	journal, err := rundir.Dir(t.TempDir()).OpenJournal()
	if err != nil {
		t.Fatal(err)
	}
	r.UseJournal(journal)
	return r, journal, &warned
}

const changing = `  function: {name: pets}
matrix: {memory_mb: [256, 512], cache: [off, 0.5 GB]}`

// Memory and cache become those of each variant, whatever comes before it, and
// in the end those of before.
func TestVariantsOfADeployedGatewayArePutBack(t *testing.T) {
	f := startAWS(t)
	s := deployedScenario(t, f, changing)
	r, journal, _ := newDeployed(t, s, true)
	variants := s.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	if len(f.calls) > 0 {
		t.Fatalf("the check changed %v", f.calls)
	}
	for _, v := range append(slices.Clone(variants), variants[0], variants[3]) {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if want := strings.TrimSuffix(v.Setting(scenarios.SettingCache), " GB"); f.memory != v.MemoryMB || f.cache != want || want != "off" && !f.caching {
			t.Errorf("%s: %d MB, cache %s (%v)", s.Label(v), f.memory, f.cache, f.caching)
		}
		if sample := r.Invoke(t.Context(), v, s.Payloads[0]); !sample.OK() || sample.RequestID != "a" {
			t.Errorf("%+v", sample)
		}
	}
	if n := len(journal.Outstanding()); n != 2 {
		t.Errorf("%d changes are journalled, want the first of each", n)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f.memory != 256 || f.cache != "off" || f.caching || len(journal.Outstanding()) > 0 {
		t.Errorf("left: %d MB, cache %s, %v", f.memory, f.cache, journal.Outstanding())
	}
	before := len(f.calls)
	if err := r.Restore(t.Context()); err != nil || len(f.calls) != before {
		t.Errorf("a second time: %v, %v", err, f.calls[before:])
	}
}

// A killed run is put back by a runner that knows nothing but the journal; what
// somebody else has chosen meanwhile stays.
func TestARunnerOfItsOwnPutsBack(t *testing.T) {
	f := startAWS(t)
	s := deployedScenario(t, f, changing)
	r, journal, _ := newDeployed(t, s, true)
	last := s.Plan().Variants[3]
	if err := r.Apply(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	changes := journal.Outstanding()
	other, _, _ := newDeployed(t, s, false)
	for range 2 {
		for _, c := range changes {
			if err := other.PutBack(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
	}
	if f.memory != 256 || f.cache != "off" {
		t.Errorf("left: %d MB, cache %s", f.memory, f.cache)
	}
	f.memory = 3008
	memory := changes[slices.IndexFunc(changes, func(c runners.Change) bool { return c.Action == actionMemory })]
	if err := other.PutBack(t.Context(), memory); err == nil || !strings.Contains(err.Error(), "somebody else chose") || f.memory != 3008 {
		t.Errorf("%v, %d MB", err, f.memory)
	}
	if err := other.PutBack(t.Context(), runners.Change{Action: "ecs:DeleteService", Resource: "x"}); err == nil {
		t.Error("a change of another kind is put back")
	}
}

func TestDeployedGatewaysAreNotChangedUnasked(t *testing.T) {
	f := startAWS(t)
	s := deployedScenario(t, f, changing)
	variants := s.Plan().Variants
	r, _, _ := newDeployed(t, s, false)
	if err := r.Check(t.Context(), variants); err == nil || !strings.Contains(err.Error(), "--yes") {
		t.Errorf("unconfirmed: %v", err)
	}
	for uri, want := range map[string]string{
		strings.Replace(f.uri, ":pets/", ":pets:live/", 1): "the API invokes pets:live, which a change of pets does not reach",
		strings.Replace(f.uri, ":pets/", ":dogs/", 1):      "none of the API's integrations invokes the function pets",
		strings.Replace(f.uri, ":pets/", ":pets2/", 1):     "none of the API's integrations invokes",
	} {
		f.uri = uri
		r, _, _ := newDeployed(t, s, true)
		if err := r.Check(t.Context(), variants); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", uri, err)
		}
	}
	f.refuse["GET "+stagePath] = "NotFoundException"
	r, _, _ = newDeployed(t, s, true)
	if err := r.Check(t.Context(), variants); err == nil || !strings.Contains(err.Error(), "check gateway.api_id, gateway.stage") {
		t.Errorf("no stage: %v", err)
	}
	if len(f.calls) > 0 {
		t.Errorf("changed %v", f.calls)
	}
}

// The calls that are told beforehand are those that a run of all blocks makes.
func TestCallsOfADeployedGatewayAreThoseOfItsRun(t *testing.T) {
	for _, repeat := range []int{1, 3} {
		for _, order := range []scenarios.Order{scenarios.Interleaved, scenarios.Sequential} {
			f := startAWS(t)
			s := deployedScenario(t, f, changing)
			s.Repeat, s.Order = repeat, order
			r, _, _ := newDeployed(t, s, true)
			plan := s.Plan()
			calls, err := r.Calls(t.Context(), plan.Variants)
			if err != nil || len(f.calls) > 0 {
				t.Fatalf("%v, changed %v", err, f.calls)
			}
			var told []string
			for _, c := range calls {
				line, _, _ := strings.Cut(strings.TrimSuffix(c.With, " again"), " GB")
				if size, ok := strings.CutSuffix(line, " MB"); ok {
					line = "memory " + size
				}
				told = append(told, line)
			}
			for _, b := range plan.Blocks {
				if err := r.Apply(t.Context(), plan.Variants[b.Variant]); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.Restore(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(told, f.calls) || len(told) < 4 {
				t.Errorf("%s, %d rounds: told of %q, made %q", order, repeat, told, f.calls)
			}
		}
	}
}

func TestPermissionsOfADeployedGateway(t *testing.T) {
	f := startAWS(t)
	s := deployedScenario(t, f, changing)
	r, _, _ := newDeployed(t, s, true)
	variants := s.Plan().Variants
	var actions []string
	for _, p := range r.Permissions(variants) {
		actions = append(actions, p.Action)
	}
	for _, want := range []string{actionMemory, actionCache, "apigateway:GET", "logs:FilterLogEvents", "cloudwatch:GetMetricData"} {
		if !slices.Contains(actions, want) {
			t.Errorf("%s is not among the permissions %v", want, actions)
		}
	}
	var texts []string
	for _, finding := range r.Examine(t.Context(), variants) {
		texts = append(texts, string(finding.Level)+" "+finding.What+": "+finding.Text)
	}
	for _, want := range []string{"ok gateway: REST API pet store, stage prod", "ok integration time-out: 12s", "ok throttle: 10000/s with a burst of 5000", "warning access log: none", "ok function: pets has 256 MB"} {
		if !strings.Contains(strings.Join(texts, "\n"), want) {
			t.Errorf("%q is not found among\n%s", want, strings.Join(texts, "\n"))
		}
	}
	if len(f.calls) > 0 {
		t.Errorf("changed %v", f.calls)
	}
	if waits, err := r.Timeout(t.Context()); err != nil || waits != 12*time.Second {
		t.Errorf("it waits %s, %v", waits, err)
	}
}

const jsonFormat = `{"id":"$context.requestId","whole":$context.responseLatency,"inside":"$context.integrationLatency","type":"$context.error.responseType","error":"$context.integrationErrorMessage"}`

// What the access log tells of a request splits its latency, and confirms the
// cause of its error.
func TestTheAccessLogCompletesSamples(t *testing.T) {
	f := startAWS(t)
	f.format, f.failing = jsonFormat, true
	s := deployedScenario(t, f, "")
	r, _, warned := newDeployed(t, s, false)
	variants := s.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	if len(*warned) != 1 || !strings.Contains((*warned)[0], "status 500: unknown 5xx") {
		t.Errorf("warned %q", *warned)
	}
	if err := r.Apply(t.Context(), variants[0]); err != nil {
		t.Fatal(err)
	}
	var samples []measure.Sample
	for _, p := range s.Payloads {
		sample := r.Invoke(t.Context(), variants[0], p)
		sample.Sent, sample.End = time.Now(), time.Now()
		if !r.Lacks(&sample) || sample.Outcome != measure.OutcomeFunction || !strings.HasPrefix(sample.Reason, "unknown 5xx") {
			t.Errorf("before: %+v", sample)
		}
		samples = append(samples, sample)
	}
	f.logs = []string{
		"not JSON", `{"id":"somebody else's","whole":9,"inside":"1"}`,
		`{"id":"a","whole":57,"inside":"45","type":"-","error":"Lambda.TooManyRequestsException: Rate Exceeded"}`,
		`{"id":"b","whole":5,"inside":"5","type":"INTEGRATION_FAILURE","error":"-"}`,
	}
	r.Complete(t.Context(), variants[0], samples)
	if got := samples[0]; got.Gateway != 12*time.Millisecond || got.Outcome != measure.OutcomeThrottle || got.Reason != "function throttled" {
		t.Errorf("a: %+v", got)
	}
	if got := samples[1]; got.Gateway != time.Microsecond || !strings.HasPrefix(got.Reason, "unknown 5xx") {
		t.Errorf("b: %+v", got)
	}
	r.Complete(t.Context(), variants[0], []measure.Sample{{RequestID: "late"}}) // gives up in time
}

// Without an access log the overhead is the mean that metrics tell of, once they
// do; nothing is made up where they do not.
func TestOverheadIsEstimatedFromMetrics(t *testing.T) {
	f := startAWS(t)
	s := deployedScenario(t, f, "")
	r, _, warned := newDeployed(t, s, false)
	if err := r.Check(t.Context(), s.Plan().Variants); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	block := &measure.Block{Started: now.Add(-10 * time.Second), Finished: now}
	pending := &measure.Block{}
	r.Overheads(t.Context(), []*measure.Block{block, pending})
	if block.Overhead != 0 {
		t.Errorf("without metrics: %v", block.Overhead)
	}
	f.metrics = map[string][]float64{"whole": {500, 700}, "inside": {400, 500}, "n": {10, 20}}
	r.Overheads(t.Context(), []*measure.Block{block, pending})
	if block.Overhead != 10*time.Millisecond || pending.Overhead != 0 || len(*warned) > 0 {
		t.Errorf("%v and %v, warned %q; want 10ms and nothing", block.Overhead, pending.Overhead, *warned)
	}
	f.refuse["POST /service/GraniteServiceVersion20100801/operation/GetMetricData"] = "AccessDeniedException"
	block.Overhead = 0
	r.Overheads(t.Context(), []*measure.Block{block})
	if block.Overhead != 0 || len(*warned) != 1 || !strings.Contains((*warned)[0], "what the gateway adds is not known: cloudwatch:GetMetricData") {
		t.Errorf("without the permission: %v, warned %q", block.Overhead, *warned)
	}
}

func TestAnAccessLogThatCannotBeUsedIsNone(t *testing.T) {
	const group = "arn:aws:logs:us-east-1:123456789012:log-group:access:*"
	if l := newAccessLog(group, jsonFormat); l == nil || l.group != "access" || !l.timed() {
		t.Fatalf("%+v", l)
	}
	if l := newAccessLog(group, `{"id":"$context.requestId"}`); l == nil || l.timed() {
		t.Errorf("without latencies: %+v", l)
	}
	for _, tt := range [][2]string{
		{"arn:aws:firehose:us-east-1:123456789012:deliverystream/x", jsonFormat}, {group, `$context.identity.sourceIp - [$context.requestTime]`}, {"", ""},
	} {
		if l := newAccessLog(tt[0], tt[1]); l != nil {
			t.Errorf("%v: %+v", tt, l)
		}
	}
}

// By its URL alone nothing of AWS is asked.
func TestAGatewayByItsURLNeedsNoAccount(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "k" {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1") // nobody answers
	s, err := scenarios.Parse("test.yaml", t.TempDir(), fmt.Appendf(nil, `
version: 1
name: test
target: {gateway: {api: rest, url: %q, auth: key, key: "k"}}
load: {burst: 1}
`, server.URL))
	if err != nil {
		t.Fatal(err)
	}
	r, _, warned := newDeployed(t, s, false)
	variants := s.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil || len(*warned) > 0 {
		t.Fatal(err, *warned)
	}
	if err := r.Apply(t.Context(), variants[0]); err != nil {
		t.Fatal(err)
	}
	if sample := r.Invoke(t.Context(), variants[0], s.Payloads[0]); !sample.OK() || r.Lacks(&sample) {
		t.Errorf("%+v", sample)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Error(err)
	}
}
