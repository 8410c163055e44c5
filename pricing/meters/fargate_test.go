package meters

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

const fargatePage = "https://aws.amazon.com/fargate/pricing/, read 2026"

// The four examples of Fargate's price page. It shows prices by the second,
// rounded; ours are by the hour, and give the same cents.
func TestFargatePricingPage(t *testing.T) {
	book := mustBook(t)
	page := literal(t,
		priceRow{FargateService, "fargate-vcpu-x86_64", "vCPU-hour", flat("0.0404784"), ""}, // 0.000011244 a second
		priceRow{FargateService, "fargate-memory-x86_64", "GB-hour", flat("0.004446"), ""},  // 0.000001235
		priceRow{FargateService, "fargate-vcpu-arm64", "vCPU-hour", flat("0.03237984"), ""}, // 0.0000089944
		priceRow{FargateService, "fargate-memory-arm64", "GB-hour", flat("0.00356004"), ""}, // 0.0000009889
		priceRow{FargateService, "fargate-storage", "GB-hour", flat("0.00011088"), ""},      // 0.0000000308
		priceRow{FargateService, "fargate-windows-vcpu", "vCPU-hour", flat("0.09150012"), ""},
		priceRow{FargateService, "fargate-windows-memory", "GB-hour", flat("0.01000008"), ""},
		priceRow{FargateService, "fargate-windows-licence", "vCPU-hour", flat("0.04600008"), ""},
	)
	x86 := Fargate{VCPU: one, Memory: 2 * gB, Storage: 30 * gB, Runs: dec("150"), RunTime: 10 * time.Minute}
	arm := x86
	arm.Architecture = "arm64"
	pods := Fargate{VCPU: dec("0.25"), Memory: gB, Runs: dec("300"), RunTime: time.Hour}
	windows := Fargate{VCPU: one, Memory: 2 * gB, Windows: true, Runs: dec("300"), RunTime: time.Hour}
	for _, e := range []example{
		{
			name: "1: 5 tasks for 10 minutes a day, 30 GB of storage", book: page, meters: []Meter{x86},
			amounts: map[string]string{"fargate-vcpu-x86_64": "1.01", "fargate-memory-x86_64": "0.22", "fargate-storage": "0.03"},
			total:   "1.26",
		},
		{name: "1 at the book's price", book: book, meters: []Meter{x86}, total: "1.26"},
		{
			name: "2: the same on arm64", book: page, meters: []Meter{arm},
			amounts: map[string]string{"fargate-vcpu-arm64": "0.81", "fargate-memory-arm64": "0.18", "fargate-storage": "0.03"},
			total:   "1.02",
		},
		{name: "2 at the book's price", book: book, meters: []Meter{arm}, total: "1.02"},
		{
			name: "3: 10 pods for an hour a day", book: page, meters: []Meter{pods},
			amounts: map[string]string{"fargate-vcpu-x86_64": "3.04", "fargate-memory-x86_64": "1.33"},
			total:   "4.37",
		},
		{name: "3 at the book's price", book: book, meters: []Meter{pods}, total: "4.37"},
		{
			name: "4: 10 Windows tasks for an hour a day", book: page, meters: []Meter{windows},
			amounts: map[string]string{
				"fargate-windows-vcpu": "27.45", "fargate-windows-licence": "13.80", "fargate-windows-memory": "6.00",
			},
			total: "47.25",
		},
		{
			name: "4 at the book's price", book: book, meters: []Meter{windows}, total: "30.83",
			page: "47.25", reason: "since then compute and memory of Windows tasks have come down by half",
		},
	} {
		e.source = fargatePage
		t.Run(e.name, e.run)
	}
}

func TestFargateCounts(t *testing.T) {
	small := Fargate{VCPU: dec("0.25"), Memory: 512 * mb}
	with := func(f Fargate, change func(*Fargate)) Fargate { change(&f); return f }
	steady := with(small, func(f *Fargate) { f.Tasks, f.PublicIPv4 = dec("2"), true })
	short := with(small, func(f *Fargate) { f.Runs, f.RunTime = dec("60"), time.Second })
	windows := Fargate{VCPU: one, Memory: 2 * gB, Windows: true, Runs: dec("12"), RunTime: time.Second}
	spot := Fargate{VCPU: dec("2"), Memory: 4 * gB, Architecture: "arm64", Spot: true, Tasks: one, Hours: dec("100")}
	for _, c := range []counted{
		{"all month", steady, "fargate-vcpu-x86_64", "365"},
		{"half a GB", steady, "fargate-memory-x86_64", "730"},
		{"an address each", steady, "public-ipv4", "1460"},
		{"20 GB of storage are free", with(steady, func(f *Fargate) { f.Storage = 20 * gB }), "fargate-storage", "0"},
		{"a run of a second is a minute", short, "fargate-vcpu-x86_64", "0.25"},
		{"both add up", with(short, func(f *Fargate) { f.Tasks, f.Hours = dec("3"), dec("2") }), "fargate-vcpu-x86_64", "1.75"},
		{"on Windows it is five", windows, "fargate-windows-vcpu", "1"},
		{"the licence is by vCPU", windows, "fargate-windows-licence", "1"},
		{"Spot", spot, "fargate-spot-vcpu-arm64", "200"},
		{"Spot's memory", spot, "fargate-spot-memory-arm64", "400"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestFargateNotes(t *testing.T) {
	task := Fargate{VCPU: dec("0.25"), Memory: 512 * mb, Tasks: dec("2"), Hours: dec("10"), Runs: dec("7"), RunTime: 1500 * time.Millisecond}
	want := "0.25 vCPU × 2 × 10 h + 7 runs × 60 s (the least that is billed; a run takes 1.5s)"
	if got := noteOf(t, "fargate-vcpu-x86_64", task); got != want {
		t.Errorf("note %q, want %q", got, want)
	}
}

func TestFargateRefuses(t *testing.T) {
	task := func(vcpu string, memory check.Bytes) Fargate { return Fargate{VCPU: dec(vcpu), Memory: memory} }
	windows := task("0.5", gB)
	windows.Windows = true
	spot := task("1", 2*gB)
	spot.Windows, spot.Spot = true, true
	arm := task("1", 2*gB)
	arm.Windows, arm.Architecture = true, "arm64"
	forgotten := task("1", 2*gB)
	forgotten.Runs = dec("5")
	stored := task("1", 2*gB)
	stored.Storage = 201 * gB
	negative := task("1", 2*gB)
	negative.Tasks = dec("-1")
	for _, tt := range []struct {
		task Fargate
		want string
	}{
		{task("1", 16*gB), "no task of 1 vCPU with 16 GB; the nearest is 2 vCPU with 16 GB"},
		{task("0.25", gB+512*mb), "the nearest is 0.25 vCPU with 2 GB"},
		{task("0.25", 3*gB), "the nearest is 0.5 vCPU with 3 GB"},
		{task("3", 8*gB), "the nearest is 4 vCPU with 8 GB"},
		{task("8", 17*gB), "the nearest is 8 vCPU with 20 GB"},
		{task("16", 16*gB), "the nearest is 16 vCPU with 32 GB"},
		{task("32", 121*gB), "the nearest is 32 vCPU with 244 GB"},
		{task("64", gB), "the nearest is 32 vCPU with 244 GB"},
		{task("0", 0), "the nearest is 0.25 vCPU with 512 MB"},
		{task("1", -gB), "memory must not be negative"},
		{windows, "the nearest is 1 vCPU with 2 GB"},
		{spot, "no Spot"},
		{arm, "not on arm64"},
		{forgotten, "runs need the time"},
		{stored, "201 GB of storage"},
		{negative, "must not be negative"},
		{Fargate{VCPU: dec("1"), Memory: 2 * gB, Architecture: "riscv"}, "x86_64 or arm64"},
	} {
		refuses(t, tt.task, tt.want)
	}
}

// Every pair that the page lists is taken, and no other.
func TestFargateSizes(t *testing.T) {
	legal := map[string][]int{ // GB × 2
		"0.25": {1, 2, 4}, "0.5": steps(2, 8, 2), "1": steps(4, 16, 2), "2": steps(8, 32, 2), "4": steps(16, 60, 2),
		"8": steps(32, 120, 8), "16": steps(64, 240, 16), "32": {120, 240, 488},
	}
	for vcpu, halves := range legal {
		for half := range 500 {
			_, err := Fargate{VCPU: dec(vcpu), Memory: check.Bytes(half) * gB / 2}.Meter("us-east-1")
			if want := slices.Contains(halves, half); want != (err == nil) {
				t.Errorf("%s vCPU with %d × 512 MB: error %v, want legal %t", vcpu, half, err, want)
			}
		}
	}
}

func steps(from, to, step int) []int {
	var all []int
	for n := from; n <= to; n += step {
		all = append(all, n)
	}
	return all
}

// Machines that run for hours are billed like a run of that length.
func TestSteadyTimeRoundsUp(t *testing.T) {
	for hours, want := range map[string]string{
		"730": "2628000", "0.0205": "74", "0.01": "60", "0": "0",
	} {
		if got := (running{steady: one, hours: dec(hours), least: time.Minute}).billed(); !got.Equal(dec(want)) {
			t.Errorf("%s h are billed as %s s, want %s", hours, got, want)
		}
	}
}

// A run is never billed for less than it takes, nor for a second more beyond
// the minute.
func TestRunsRoundUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		each := time.Duration(rapid.Int64Range(1, int64(3*time.Hour)).Draw(t, "run"))
		billed := running{runs: dec("1"), each: each, least: time.Minute}.billed()
		exact := seconds(each)
		if billed.LessThan(exact) || billed.LessThan(dec("60")) {
			t.Errorf("%s is billed as %s s", each, billed)
		}
		if each >= time.Minute && billed.Sub(exact).GreaterThanOrEqual(one) {
			t.Errorf("%s is billed as %s s, a second too much", each, billed)
		}
	})
}
