//go:build unix

package gateway

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
)

// mostOverhead is what a gateway must stay below at the median.
const mostOverhead = time.Millisecond

// BenchmarkOverhead compares, turn by turn in one run, a warm function that
// does nothing: called by the sandbox's Invoke API, and through gateways in
// front of the same sandbox, with loopback HTTP in all of them. It reports
// medians and what each gateway adds to the bare call, in microseconds; own-us
// is what a gateway itself says that it took beside its call. It fails when one
// adds a millisecond in a hundred turns or more.
func BenchmarkOverhead(b *testing.B) {
	s := newStack(b)
	s.create(b, "noop", "builtin:noop")
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	mapped := Route{Method: "GET", Path: "/x/{type}", Function: "noop", Mapping: map[string]string{"type": "path.type"}}
	inProcess := InvokerFunc(s.api.Call)
	ways := []struct {
		name, url string
	}{
		{"bare", s.url + "/2015-03-31/functions/noop/invocations"},
		{"rest", s.serve(b, Config{API: answers.REST, Routes: []Route{{Path: "/x/{type}", Function: "noop"}}}, inProcess) + "/x/Dog?page=2"},
		{"mapped", s.serve(b, Config{API: answers.REST, Routes: []Route{mapped}}, inProcess) + "/x/Dog"},
		{"http", s.serve(b, Config{API: answers.HTTP, Routes: []Route{{Path: "/x/{type}", Function: "noop"}}}, inProcess) + "/x/Dog?page=2"},
	}
	took, own := make([][]time.Duration, len(ways)), make([][]time.Duration, len(ways))
	once := func(i int, keep bool) {
		d, h := timed(b, client, ways[i].url, i == 0)
		if keep {
			took[i] = append(took[i], d)
			own[i] = append(own[i], micro(h, HeaderLatency)-micro(h, HeaderIntegration))
		}
	}
	for i := range ways {
		once(i, false) // the cold start is not part of it
	}
	for b.Loop() {
		for i := range ways {
			once(i, true)
		}
	}
	bare := median(took[0])
	b.ReportMetric(us(bare), "bare-p50-us")
	for i, w := range ways[1:] {
		p50 := median(took[i+1])
		if p50-bare >= mostOverhead && len(took[0]) >= 100 {
			b.Errorf("%s adds %v at the median to a bare call of %v, %v or more", w.name, p50-bare, bare, mostOverhead)
		}
		b.ReportMetric(us(p50-bare), w.name+"-adds-us")
		b.ReportMetric(float64(p50)/float64(bare), w.name+"-ratio")
		b.ReportMetric(us(median(own[i+1])), w.name+"-own-us")
	}
	b.ReportMetric(0, "ns/op") // five calls together say nothing
}

func timed(b *testing.B, client *http.Client, url string, post bool) (time.Duration, http.Header) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if post {
		method, body = http.MethodPost, bytes.NewReader([]byte(`{}`))
	}
	r, err := http.NewRequest(method, url, body)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	resp, err := client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	d := time.Since(start)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatal(url, resp.Status, err)
	}
	_ = resp.Body.Close() // read to its end
	return d, resp.Header
}

func micro(h http.Header, name string) time.Duration {
	n, err := strconv.Atoi(h.Get(name))
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Microsecond
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

func us(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }

// BenchmarkGateway is a gateway without network and function.
func BenchmarkGateway(b *testing.B) {
	f := &functions{does: map[string]behaviour{"fn": proxyOK}}
	g := newGateway(b, Config{API: answers.REST, Figures: true, Routes: []Route{{Path: "/x/{type}", Function: "fn", Throttle: &Throttle{Rate: 1e6, Burst: 1e6}}}}, f)
	b.ReportAllocs()
	for b.Loop() {
		ask(g, "GET", "/x/Dog?page=2")
	}
}
