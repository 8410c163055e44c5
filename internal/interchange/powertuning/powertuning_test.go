package powertuning_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/powertuning"
)

// What the tool's own documentation and a published benchmark show:
// https://github.com/alexcasalboni/aws-lambda-power-tuning/blob/master/README-INPUT-OUTPUT.md
// https://github.com/elthrasher/lambda-sourcemaps/blob/main/BENCHMARKS.md
const (
	documented = "gAAAAQACAAQABsAL;ZooQR4yvkUa/pQRGRC5zRaADHUVjOftE;QdWhOEMkoziDT5Q4xhiIOMYYiDi6RNc4"
	published  = "gAAAAQACAAQACMAL;RNQiRCxpnENjiRBDp42jQjDWjEIwFolC;VsSUNaLVjjW0VoQ1+62VNcOZATYr/Tg2"
)

func point(mb int, ms float64, cost string) powertuning.Point {
	return powertuning.Point{MemoryMB: mb, DurationMS: ms, Cost: decimal.RequireFromString(cost)}
}

func equal(a, b []powertuning.Point) bool {
	return slices.EqualFunc(a, b, func(a, b powertuning.Point) bool {
		return a.MemoryMB == b.MemoryMB && a.DurationMS == b.DurationMS && a.Cost.Equal(b.Cost)
	})
}

func TestParse(t *testing.T) {
	want := []powertuning.Point{
		point(128, 651.31665, "0.0000011084"), point(256, 312.82166, "0.0000010642"), point(512, 144.53667, "0.000000986"),
		point(1024, 81.776665, "0.0000011152"), point(2048, 70.418335, "0.0000019312"), point(3008, 68.543335, "0.00000275655"),
	}
	escaped := strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D")
	for name, text := range map[string]string{
		"the hash alone":        published,
		"a URL":                 "https://lambda-power-tuning.show/#" + published,
		"a page of one's own":   " http://localhost:8080/ui/?x=1#" + published + "\n",
		"the alphabet of URLs":  strings.NewReplacer("+", "-", "/", "_").Replace(published),
		"escaped in a message":  escaped.Replace(published),
		"the state machine's":   `{"power": "512", "cost": 9.86e-7, "duration": 144.5, "stateMachine": {"executionCost": 0.0003, "visualization": "https://lambda-power-tuning.show/#` + published + `"}}`,
		"as documented":         `{"results": {"power": "512", "stateMachine": {"visualization": "#` + published + `"}}}`,
		"an execution's":        `{"status": "SUCCEEDED", "output": "{\"power\": 512, \"stateMachine\": {\"visualization\": \"#` + published + `\"}}"}`,
		"in another order":      "wAsAAQACAAQACIAA;MBaJQixpnENjiRBDp42jQjDWjEJE1CJE;K/04NqLVjjW0VoQ1+62VNcOZATZWxJQ1",
		"with the padding":      published,
		"in Chinese currency":   "https://lambda-power-tuning.show/?currency=CNY#" + published,
		"stats beside the URL":  `{"power": 512, "stats": [{"value": 128, "averageDuration": 651.31665, "averagePrice": 0.0000011084},{"value": "256", "averageDuration": 312.82166, "averagePrice": 0.0000010642},{"power": 512, "duration": 144.53667, "cost": 9.86e-7},{"value": 1024, "averageDuration": 81.776665, "averagePrice": 0.0000011152},{"value": 2048, "averageDuration": 70.418335, "averagePrice": 0.0000019312},{"value": 3008, "averageDuration": 68.543335, "averagePrice": 0.00000275655}], "stateMachine": {"visualization": "#` + documented + `"}}`,
		"with spaces around it": "\t" + published + "  ",
	} {
		t.Run(name, func(t *testing.T) {
			found, err := powertuning.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if len(found.Profiles) != 1 || !equal(found.Profiles[0].Points, want) {
				t.Errorf("got %v", found.Profiles)
			}
			if currency := map[bool]string{true: "CNY", false: "USD"}[strings.Contains(text, "CNY")]; found.Currency != currency {
				t.Errorf("the currency is %s", found.Currency)
			}
			if found.Rounded == strings.Contains(text, "stats") {
				t.Errorf("rounded: %v", found.Rounded)
			}
		})
	}
}

func TestParseComparison(t *testing.T) {
	found, err := powertuning.Parse("https://lambda-power-tuning.show/#" + documented + ";" + published + ";before%20%3B%20it;after")
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Profiles) != 2 || found.Profiles[0].Name != "before ; it" || found.Profiles[1].Name != "after" {
		t.Fatalf("got %+v", found.Profiles)
	}
	if a, b := found.Profiles[0].Points[4], found.Profiles[1].Points[4]; a.MemoryMB != 1536 || b.MemoryMB != 2048 {
		t.Errorf("got %v and %v", a, b)
	}
}

func TestParseRefuses(t *testing.T) {
	replaced := func(i int, part string) string {
		parts := strings.Split(published, ";")
		parts[i] = part
		return strings.Join(parts, ";")
	}
	for text, want := range map[string]string{
		"":                                  "no parts",
		"https://lambda-power-tuning.show/": "no parts",
		"a;b":                               "2 parts",
		published + ";" + published:         "6 parts",
		published[:len(published)-2]:        "the costs are 22 bytes",
		replaced(0, "§"):                    "the sizes are not base64",
		replaced(0, "gAAA"):                 "the sizes are 3 bytes",
		replaced(0, "gAAAAQ"):               "2 sizes, 6 times and 6 costs",
		replaced(0, ""):                     "0 sizes, 6 times and 6 costs",
		";;":                                "no memory size",
		replaced(0, "AQACAAMABAAFAAYA"):     "it has 1 MB",
		replaced(0, "gAAAAQACAAQACP//"):     "it has -1 MB",
		replaced(0, "gAAAAQACAAQACIAA"):     "128 MB twice",
		replaced(1, "AADAf2lpnENjiRBDp42jQjDWjEIwFolC"):        "NaN ms",
		replaced(1, "AAAAACxpnENjiRBDp42jQjDWjEIwFolC"):        "is 0 ms",
		replaced(1, "AACAfyxpnENjiRBDp42jQjDWjEIwFolC"):        "+Inf ms",
		replaced(1, "AAAAwCxpnENjiRBDp42jQjDWjEIwFolC"):        "is -2 ms",
		replaced(2, "AADAf6LVjjW0VoQ1+62VNcOZATYr/Tg2"):        "cost 1 of 6 is NaN",
		replaced(2, "AAAAwKLVjjW0VoQ1+62VNcOZATYr/Tg2"):        "below 0",
		published + ";" + published + ";%zz;b":                 "name 1 of the comparison",
		published + ";;;;a;b":                                  "profile 2 of the comparison",
		"{":                                                    "not the output of Power Tuning",
		"{}":                                                   "neither stats nor stateMachine.visualization",
		`{"power": 512, "cost": 1e-6}`:                         "512 MB, the best size, alone",
		`{"stateMachine": {"visualization": "x"}}`:             "stateMachine.visualization: ",
		`{"stats": [{"value": 128.5}]}`:                        `stats[0]: the size "128.5"`,
		`{"stats": [{"averageDuration": 1}]}`:                  `stats[0]: the size ""`,
		`{"stats": [{"value": 128}]}`:                          "stats[0]: 128 MB has no mean duration",
		`{"stats": [{"value": 128, "duration": 5}]}`:           "stats[0]: 128 MB has no mean cost",
		`{"stats": [{"value": 64, "duration": 5, "cost": 1}]}`: "stats: it has 64 MB",
		`{"output": "{\"power\": "}`:                           "not the output of Power Tuning",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := powertuning.Parse(text)
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, want)
			}
		})
	}
}

// A profile that was written is read back, rounded to 32-bit floats.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfNDistinct(rapid.IntRange(powertuning.MinMemoryMB, powertuning.MaxMemoryMB), 1, 20, rapid.ID[int]).Draw(t, "sizes")
		var p powertuning.Profile
		for i, mb := range sizes {
			p.Points = append(p.Points, powertuning.Point{
				MemoryMB: mb, DurationMS: rapid.Float64Range(0.01, 900_000).Draw(t, fmt.Sprint("ms ", i)),
				Cost: decimal.New(rapid.Int64Range(0, 1e12).Draw(t, fmt.Sprint("cost ", i)), -12),
			})
		}
		url, err := p.URL("USD")
		if err != nil {
			t.Fatal(err)
		}
		found, err := powertuning.Parse(url)
		if err != nil {
			t.Fatal(err)
		}
		got := found.Profiles[0].Points
		slices.SortFunc(p.Points, func(a, b powertuning.Point) int { return a.MemoryMB - b.MemoryMB })
		for i, want := range p.Points {
			near := func(a, b float64) bool { return math.Abs(a-b) <= 0x1p-23*math.Abs(b) }
			if len(got) != len(sizes) || got[i].MemoryMB != want.MemoryMB || !near(got[i].DurationMS, want.DurationMS) ||
				!near(got[i].Cost.InexactFloat64(), want.Cost.InexactFloat64()) {
				t.Fatalf("got %v, want %v", got, p.Points)
			}
		}
		if again, err := found.Profiles[0].URL("USD"); err != nil || again != url {
			t.Fatalf("written again it is %s, %v, and was %s", again, err, url)
		}
	})
}

func TestURLIsTheToolsOwn(t *testing.T) {
	found, err := powertuning.Parse(documented)
	if err != nil {
		t.Fatal(err)
	}
	if url, err := found.Profiles[0].URL("USD"); err != nil || url != powertuning.Visualizer+"#"+documented {
		t.Errorf("got %s, %v", url, err)
	}
	if url, err := found.Profiles[0].URL("CNY"); err != nil || url != powertuning.Visualizer+"?currency=CNY#"+documented {
		t.Errorf("got %s, %v", url, err)
	}
	if _, err := found.Profiles[0].URL("EUR"); err == nil {
		t.Error("a currency that the visualizer does not know passes")
	}
	if _, err := (powertuning.Profile{}).URL("USD"); err == nil {
		t.Error("an empty profile has a URL")
	}
}

func TestPrice(t *testing.T) {
	for name, tt := range map[string]struct {
		hash     string
		gbSecond float64
		quantum  float64
	}{
		"by 100 ms, as it was":     {documented, 1.664e-5, 100},
		"arm64, by the ms":         {published, 1.36e-5, 1},
		"costs of no price at all": {strings.Replace(published, "VsSU", "VsSV", 1), 0, 0},
	} {
		found, err := powertuning.Parse(tt.hash)
		if err != nil {
			t.Fatal(err)
		}
		got := found.Profiles[0].Price()
		if math.Abs(got.GBSecond-tt.gbSecond) > 1e-8 || got.QuantumMS != tt.quantum {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("https://lambda-power-tuning.show/#" + documented)
	f.Add(documented + ";" + published + ";a;b")
	f.Add(`{"results": {"stats": [{"value": 128, "averageDuration": 5, "averagePrice": 1e-7}]}}`)
	f.Add(`{"output": "{\"power\": 512}"}`)
	f.Fuzz(func(t *testing.T, text string) {
		found, err := powertuning.Parse(text)
		if err != nil {
			return
		}
		for _, p := range found.Profiles {
			p.Price()
			if _, err := p.URL("USD"); err != nil && !strings.Contains(err.Error(), "too large") {
				t.Errorf("what was read cannot be written: %v", err)
			}
		}
	})
}
