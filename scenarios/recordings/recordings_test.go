package recordings

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// A thin slice of what SeBS publishes: microseconds, and memory as text.
const sebs = `memory,type,is_cold,exec_time,provider_time,mem_used
512,warm,False,438695,440460,92.0
512,warm,False,493342,495220,92.5
512,cold,True,426621,928550,91.0
128,warm,False,1404775,1406600,88
`

var inMicroseconds = map[string]string{Memory: "memory", Duration: "provider_time / 1000", MaxMemory: "mem_used", Cold: "is_cold"}

func TestReadSamples(t *testing.T) {
	r, err := Read(strings.NewReader(sebs), "sebs.csv", Selection{Columns: inMicroseconds, Where: map[string]string{"type": "warm"}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[int][]Row{
		128: {{Duration: 1406600 * time.Microsecond, MaxMemoryMB: 88, Cold: "none"}},
		512: {
			{Duration: 440460 * time.Microsecond, MaxMemoryMB: 92, Cold: "none"},
			{Duration: 495220 * time.Microsecond, MaxMemoryMB: 93, Cold: "none"},
		},
	}
	if !reflect.DeepEqual(r.Rows, want) || !reflect.DeepEqual(r.Sizes, []int{128, 512}) || r.Count != 3 || !strings.HasPrefix(r.Digest, "sha256:") {
		t.Errorf("%+v", r)
	}
}

func TestReadOwnColumns(t *testing.T) {
	const own = "\xef\xbb\xbf# made by hand\r\nmemory_mb, duration_ms,init_ms,billed_ms,error,environment,cold\r\n" +
		"256,10.5,100,111,,env-1,true\r\n256,12,100,112,,env-1,false\r\n256,9,,,oom,,\r\n256,9,,,Runtime.ExitError,,restored\r\n256,3000,,,timeout\r\n"
	r, err := Read(strings.NewReader(own), "own.csv", Selection{})
	if err != nil {
		t.Fatal(err)
	}
	ms := time.Millisecond
	want := []Row{
		{Duration: 10500 * time.Microsecond, Init: 100 * ms, Billed: 111 * ms, Cold: "waited", Environment: "env-1"},
		{Duration: 12 * ms, Init: 100 * ms, Billed: 112 * ms, Cold: "proactive", Environment: "env-1"}, // nobody waited for it
		{Duration: 9 * ms, Cold: "none", Error: "oom"},
		{Duration: 9 * ms, Cold: "restored", Error: "function", Reason: "Runtime.ExitError"},
		{Duration: 3000 * ms, Cold: "none", Error: "timeout"},
	}
	if !reflect.DeepEqual(r.Rows[256], want) {
		t.Errorf("%+v", r.Rows[256])
	}
}

// A row whose time is 0 is a report that was lost, which is counted.
func TestRowsWithoutATimeAreLeftOut(t *testing.T) {
	r, err := Read(strings.NewReader("memory_mb,duration_ms\n128,1\n128,0\n256,0.0\n"), "x.csv", Selection{})
	if err != nil || r.Count != 1 || r.LeftOut != 2 || !reflect.DeepEqual(r.Sizes, []int{128}) {
		t.Errorf("%+v, %v", r, err)
	}
}

// Without a column for it, an init was waited for.
func TestInitAloneIsAColdStart(t *testing.T) {
	r, err := Read(strings.NewReader("memory_mb,duration_ms,init_ms\n128,1,0\n128,1,5\n"), "x.csv", Selection{})
	if err != nil || r.Rows[128][0].Cold != "none" || r.Rows[128][1].Cold != "waited" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestReadProfile(t *testing.T) {
	const two = "profile,memory_mb,mean_duration_ms\n\"a, quoted\",1024,20.25\n\"a, quoted\",128,200\nb,128,1\n"
	r, err := Read(strings.NewReader(two), "p.csv", Selection{Profile: true, Where: map[string]string{"profile": "a, quoted"}})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(r.Sizes, []int{128, 1024}) || r.Rows[1024][0].Duration != 20250*time.Microsecond {
		t.Errorf("%+v", r)
	}
}

func TestTerms(t *testing.T) {
	header := []string{"time", "a/2", "cost * 3"}
	for text, want := range map[string]struct {
		at  int
		ten float64 // what 10 becomes
	}{
		"time": {0, 10}, "time / 1000": {0, 0.01}, "time*1e3": {0, 10000}, " time /.5 ": {0, 20},
		"a/2": {1, 10}, "a/2 / 2": {1, 5}, "cost * 3": {2, 10},
	} {
		got, mistake := newTerm(text, header)
		if mistake != "" || got.at != want.at || got.of(10) != want.ten {
			t.Errorf("%q: %+v gives %v, %s", text, got, got.of(10), mistake)
		}
	}
	for _, text := range []string{"", "tyme", "time / 0", "time / -2", "time + 2", "time / time", "/ 2", "time / 1e999"} {
		if _, mistake := newTerm(text, header); mistake == "" {
			t.Errorf("%q is a term", text)
		}
	}
}

func TestMistakes(t *testing.T) {
	const head = "memory_mb,duration_ms\n"
	for name, tt := range map[string]struct {
		text string
		of   Selection
		want string
	}{
		"empty":          {"", Selection{}, "x.csv: the file is empty"},
		"header alone":   {head, Selection{}, "x.csv:1: there are no rows"},
		"no duration":    {"memory_mb,time\n1,2\n", Selection{}, "x.csv:1: there is no column duration_ms among memory_mb, time"},
		"no such column": {head + "128,1\n", Selection{Columns: map[string]string{Duration: "length / 1000"}}, `x.csv:1: there is no column "length"`},
		"words scaled":   {head + "128,1\n", Selection{Columns: map[string]string{Cold: "duration_ms / 2"}}, "cannot be scaled"},
		"no where":       {head + "128,1\n", Selection{Where: map[string]string{"type": "warm"}}, `x.csv:1: there is no column "type"`},
		"none kept":      {"type," + head + "warm,128,1\n", Selection{Where: map[string]string{"type": "hot"}}, `x.csv: no row has type = "hot"`},
		"not a number":   {head + "128,1\n128,fast\n", Selection{}, `x.csv:3: duration_ms is not a number: "fast"`},
		"nothing":        {head + "128,\n", Selection{}, `x.csv:2: duration_ms is not a number: ""`},
		"no time":        {head + "128,0\n", Selection{}, "x.csv:2: duration_ms is 0 in every row"},
		"negative":       {head + "128,-3\n", Selection{}, "x.csv:2: duration_ms must be above 0"},
		"not finite":     {head + "128,NaN\n", Selection{}, "x.csv:2: duration_ms is not a number"},
		"too long":       {head + "128,4e6\n", Selection{}, "x.csv:2: duration_ms is \"4e6\", outside"},
		"half a MB":      {head + "128.5,1\n", Selection{}, `x.csv:2: memory_mb is "128.5"`},
		"no memory":      {head + "0,1\n", Selection{}, "x.csv:2: memory_mb is \"0\", outside"},
		"a stray quote":  {head + "128,1\"2\n", Selection{}, "x.csv:2: this is not CSV"},
		"cold in words":  {"cold," + head + "tepid,128,1\n", Selection{}, `x.csv:2: cold is "tepid"`},
		"a size twice":   {"memory_mb,mean_duration_ms\n128,1\n128,2\n", Selection{Profile: true}, "x.csv:3: 128 MB stands twice"},
	} {
		r, err := Read(strings.NewReader(tt.text), "x.csv", tt.of)
		var mistake *Error
		if r != nil || !errors.As(err, &mistake) || !strings.Contains(err.Error(), tt.want) || mistake.Hint == "" {
			t.Errorf("%s: %v, want %q with a hint", name, err, tt.want)
		}
	}
}

// What points into the scenario says which key it is about.
func TestMistakesOfTheSelection(t *testing.T) {
	_, err := Read(strings.NewReader(sebs), "x.csv", Selection{Columns: map[string]string{Memory: "memory", Duration: "x"}})
	if mistake, _ := errors.AsType[*Error](err); mistake == nil || mistake.Columns != Duration {
		t.Errorf("%v", err)
	}
	_, err = Read(strings.NewReader(sebs), "x.csv", Selection{Columns: inMicroseconds, Where: map[string]string{"type": "hot"}})
	if mistake, _ := errors.AsType[*Error](err); mistake == nil || mistake.Where != "type" || mistake.Hint != "others have warm, cold" {
		t.Errorf("%+v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sebs, "provider_time / 1000", "type", "warm", false)
	f.Add("memory_mb,duration_ms,cold,error\n128,1,true,oom\n", "duration_ms", "cold", "true", false)
	f.Add("memory_mb,mean_duration_ms\n128,1\n\"256\",\"2\"\n", "", "", "", true)
	f.Add("a\n\"", "a*1e308", "a", "", true)
	f.Fuzz(func(t *testing.T, text, duration, column, value string, profile bool) {
		s := Selection{Profile: profile, Columns: map[string]string{}, Where: map[string]string{}}
		if strings.HasPrefix(text, "memory,") {
			s.Columns[Memory] = "memory"
		}
		if duration != "" {
			s.Columns[map[bool]string{false: Duration, true: MeanDuration}[profile]] = duration
		}
		if column != "" {
			s.Where[column] = value
		}
		r, err := Read(strings.NewReader(text), "x.csv", s)
		if err != nil {
			if mistake, ok := errors.AsType[*Error](err); !ok || mistake.Msg == "" || strings.ContainsAny(err.Error(), "\n\r") {
				t.Fatalf("%T: %q", err, err)
			}
			return
		}
		total := 0
		for _, size := range r.Sizes {
			total += len(r.Rows[size])
			for _, row := range r.Rows[size] {
				if size < 1 || row.Duration <= 0 || row.Duration > time.Hour || row.Init < 0 || row.Billed < 0 || row.MaxMemoryMB < 0 || row.Cold == "" {
					t.Fatalf("%d MB: %+v", size, row)
				}
			}
		}
		if total != r.Count || total == 0 || len(r.Sizes) != len(r.Rows) {
			t.Fatalf("%d of %d rows in %v", total, r.Count, r.Sizes)
		}
	})
}
