package meters

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// "You are charged for 1 request per each asynchronous Event for first 256 KB.
// Individual event size beyond 256 KB is charged 1 additional request for each
// 64 KB of chunk upto 1 MB" (https://aws.amazon.com/lambda/pricing/, read
// 2026-06-18). A part of a chunk is taken for a chunk.
func TestAsyncEvents(t *testing.T) {
	for event, want := range map[check.Bytes]string{
		0: "1000", 1: "1000", 256 << 10: "1000", 256<<10 + 1: "2000", 320 << 10: "2000", 320<<10 + 1: "3000", 1 << 20: "13000",
	} {
		f := onDemand(128, 0, "1000", "1")
		f.AsyncEvent = event
		if got := quantityOf(t, "requests", f); !got.Equal(dec(want)) {
			t.Errorf("1000 events of %s: %s requests, want %s", event, got, want)
		}
	}
	big := onDemand(128, 0, "1000", "1")
	big.AsyncEvent = 400 << 10
	if got, want := noteOf(t, "requests", big), "4 requests an event of 400 KB: one for the first 256 KB, one for each further 64 KB"; got != want {
		t.Errorf("note %q, want %q", got, want)
	}
	big.AsyncEvent = 1<<20 + 1
	refuses(t, big, "the largest is 1 MB")
	big.AsyncEvent = -1
	refuses(t, big, "asynchronous event")
}

func provisioned() Provisioned {
	return Provisioned{
		Architecture: "arm64", MemoryMB: 2048, Environments: 3, Enabled: time.Hour,
		Requests: dec("10"), BilledMS: dec("100"),
	}
}

// "calculated from the time you enable it on your function until it is
// disabled, rounded up to the nearest five minutes"
// (https://aws.amazon.com/lambda/pricing/, read 2026-06-18).
func TestProvisionedTime(t *testing.T) {
	tests := []struct {
		enabled        time.Duration
		periods        int
		quantity, note string // 3 × 2 GB × seconds
	}{
		{time.Hour, 0, "21600", "3 × 2048 MB for 1h"},
		{time.Hour, 30, "648000", "3 × 2048 MB for 1h, 30 times"},
		{time.Hour + time.Second, 1, "23400", "3 × 2048 MB for 1h5m, rounded up from 1h0m1s"},
		{time.Nanosecond, 2, "3600", "3 × 2048 MB for 5m, rounded up from 1ns, 2 times"},
	}
	for _, tt := range tests {
		p := provisioned()
		p.Enabled, p.Periods = tt.enabled, tt.periods
		if got := quantityOf(t, "provisioned-concurrency-arm64", p); !got.Equal(dec(tt.quantity)) {
			t.Errorf("%s, %d times: %s GB-seconds, want %s", tt.enabled, tt.periods, got, tt.quantity)
		}
		if got := noteOf(t, "provisioned-concurrency-arm64", p); got != tt.note {
			t.Errorf("note %q, want %q", got, tt.note)
		}
	}
}

// What spills over is a function on demand, storage and all.
func TestProvisionedSpillover(t *testing.T) {
	p := provisioned()
	p.EphemeralMB, p.SpilloverRequests, p.SpilloverBilledMS = 1536, dec("5"), dec("200")
	for component, want := range map[string]string{
		"provisioned-requests": "10", "provisioned-duration-arm64": "2",
		"requests": "5", "duration-arm64": "2",
		"ephemeral-storage": "2", // 1 GB × (10 × 0.1 s + 5 × 0.2 s)
	} {
		if got := quantityOf(t, component, p); !got.Equal(dec(want)) {
			t.Errorf("%s: %s, want %s", component, got, want)
		}
	}
	if got := metered(t, "us-east-1", provisioned()); len(got) != 3 {
		t.Errorf("without spillover: %+v", got)
	}
}

func TestProvisionedRefuses(t *testing.T) {
	for want, change := range map[string]func(*Provisioned){
		"environments":         func(p *Provisioned) { p.Environments = 0 },
		"give enabled":         func(p *Provisioned) { p.Enabled = 0 },
		"x86_64 or arm64":      func(p *Provisioned) { p.Architecture = "" },
		"127 MB of memory":     func(p *Provisioned) { p.MemoryMB = 127 },
		"ephemeral":            func(p *Provisioned) { p.EphemeralMB = -1 },
		"number of periods":    func(p *Provisioned) { p.Periods = -1 },
		"number of requests":   func(p *Provisioned) { p.Requests = dec("-1") },
		"billed time in ms":    func(p *Provisioned) { p.BilledMS = dec("-1") },
		"requests that spill":  func(p *Provisioned) { p.SpilloverRequests = dec("-1") },
		"of what spills over,": func(p *Provisioned) { p.SpilloverBilledMS = dec("-1") },
	} {
		p := provisioned()
		change(&p)
		refuses(t, p, want)
	}
}

// "for a minimum of 3 hours and per millisecond thereafter"
// (https://aws.amazon.com/lambda/pricing/, read 2026-06-18).
func TestSnapStartCache(t *testing.T) {
	tests := []struct {
		active         time.Duration
		versions       int
		quantity, note string // 0.5 GB × seconds
	}{
		{time.Minute, 0, "5400", "512 MB for 3h a version, rounded up from 1m"},
		{3 * time.Hour, 1, "5400", "512 MB for 3h a version"},
		{3*time.Hour + time.Nanosecond, 1, "5400.0005", "512 MB for 3h0m0.001s a version, rounded up from 3h0m0.000000001s"},
		{4 * time.Hour, 10, "72000", "512 MB for 4h a version"},
	}
	for _, tt := range tests {
		s := SnapStart{MemoryMB: 512, Versions: tt.versions, Active: tt.active, Resumes: dec("8")}
		if got := quantityOf(t, "snapstart-cache", s); !got.Equal(dec(tt.quantity)) {
			t.Errorf("%s, %d versions: %s GB-seconds, want %s", tt.active, tt.versions, got, tt.quantity)
		}
		if got := noteOf(t, "snapstart-cache", s); got != tt.note {
			t.Errorf("note %q, want %q", got, tt.note)
		}
		if got := quantityOf(t, "snapstart-restore", s); !got.Equal(dec("4")) {
			t.Errorf("8 resumes: %s GB, want 4", got)
		}
	}
}

// "SnapStart pricing does not apply to supported Java managed runtimes"
// (https://aws.amazon.com/lambda/pricing/, read 2026-06-18).
func TestSnapStartIsFreeForJava(t *testing.T) {
	got, err := SnapStart{MemoryMB: 512, Java: true, Resumes: dec("8")}.Meter("eu-central-2")
	if err != nil || len(got.Usage) != 0 || len(got.NotPriced) != 0 {
		t.Errorf("%+v, %v; want nothing", got, err)
	}
}

func TestSnapStartRefuses(t *testing.T) {
	refuses(t, SnapStart{MemoryMB: 10241, Active: time.Hour}, "10241 MB of memory")
	refuses(t, SnapStart{MemoryMB: 512}, "give active")
	refuses(t, SnapStart{MemoryMB: 512, Java: true, Active: -time.Hour}, "must not be negative: -3600")
	refuses(t, SnapStart{MemoryMB: 512, Active: time.Hour, Versions: -1}, "number of versions")
	refuses(t, SnapStart{MemoryMB: 512, Active: time.Hour, Resumes: dec("-1")}, "number of resumes")
}

func TestStreaming(t *testing.T) {
	tests := []struct {
		streaming      Streaming
		quantity, note string
	}{
		{Streaming{Responses: dec("1024"), Response: 7 << 20}, "1", "1 MB beyond 6 MB of a response of 7 MB"},
		{Streaming{Responses: dec("1024"), Response: 6 << 20}, "0", "0 B beyond 6 MB of a response of 6 MB"},
		{Streaming{Responses: dec("1024"), BilledBytes: dec("524288")}, "0.5", ""},
	}
	for _, tt := range tests {
		if got := quantityOf(t, "streamed-bytes", tt.streaming); !got.Equal(dec(tt.quantity)) {
			t.Errorf("%+v: %s GB, want %s", tt.streaming, got, tt.quantity)
		}
		if got := noteOf(t, "streamed-bytes", tt.streaming); got != tt.note {
			t.Errorf("note %q, want %q", got, tt.note)
		}
	}
	got, err := Streaming{Responses: dec("10")}.Meter("us-east-1")
	if err != nil || len(got.Usage) != 0 || len(got.NotPriced) != 1 {
		t.Errorf("without a size: %+v, %v; want it not priced", got, err)
	}
	refuses(t, Streaming{Responses: dec("1"), Response: 1, BilledBytes: dec("1")}, "one of the two")
	refuses(t, Streaming{Responses: dec("-1"), Response: 1}, "number of streamed responses")
	refuses(t, Streaming{Responses: dec("1"), Response: -1}, "size of a streamed response")
	refuses(t, Streaming{Responses: dec("1"), BilledBytes: dec("-1")}, "billed bytes")
}

func TestFunctionURL(t *testing.T) {
	bill, err := mustBook(t).List(metered(t, "eu-west-1", FunctionURL{dec("1000000")})...)
	if err != nil || !bill.Total.IsZero() || !bill.Lines[0].Quantity.Equal(dec("1000000")) {
		t.Errorf("%+v, %v; want a line of nothing", bill, err)
	}
	refuses(t, FunctionURL{dec("-1")}, "number of requests")
}

// More of anything never makes less of a component, and rounding up adds less
// than a step.
func TestLambdaPartsGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grow := func(name string, most int64) (int64, int64) {
			less := rapid.Int64Range(1, most).Draw(t, name)
			return less, less + rapid.Int64Range(0, most).Draw(t, name+" more")
		}
		enabled, longer := grow("enabled", int64(15*24*time.Hour))
		size, larger := grow("response", 100<<20)
		p, q := provisioned(), provisioned()
		p.Enabled, q.Enabled = time.Duration(enabled), time.Duration(longer)
		noLess(t, "provisioned-concurrency-arm64", p, q)
		exact := seconds(p.Enabled).Mul(dec("6"))
		within(t, quantityOf(t, "provisioned-concurrency-arm64", p), exact, dec("1800")) // 6 GB × 300 s
		noLess(t, "snapstart-cache",
			SnapStart{MemoryMB: 512, Active: p.Enabled}, SnapStart{MemoryMB: 512, Active: q.Enabled})
		noLess(t, "streamed-bytes",
			Streaming{Responses: dec("3"), Response: check.Bytes(size)}, Streaming{Responses: dec("3"), Response: check.Bytes(larger)})
		memory := rapid.IntRange(minMemoryMB, maxMemoryMB/2).Draw(t, "memory")
		noLess(t, "duration-x86_64", onDemand(memory, 0, "7", "100"), onDemand(2*memory, 0, "8", "101"))
		event := check.Bytes(rapid.Int64Range(1, 1<<19).Draw(t, "event"))
		l, m := onDemand(128, 0, "1", "1"), onDemand(128, 0, "1", "1")
		l.AsyncEvent, m.AsyncEvent = event, event*2
		noLess(t, "requests", l, m)
	})
}

// noLess checks that b uses no less of a component than a.
func noLess(t *rapid.T, component string, a, b Meter) {
	less, more := quantityOf(t, component, a), quantityOf(t, component, b)
	if more.LessThan(less) {
		t.Errorf("%s: %s of %+v, but %s of %+v", component, less, a, more, b)
	}
}

// within checks that a quantity is rounded up by less than a step.
func within(t *rapid.T, got, exact, step decimal.Decimal) {
	if got.LessThan(exact) || !got.LessThan(exact.Add(step)) {
		t.Errorf("%s is not %s rounded up by less than %s", got, exact, step)
	}
}
