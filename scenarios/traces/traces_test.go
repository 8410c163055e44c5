package traces

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func read(text string, format Format, function string) (*Trace, error) {
	return Read(strings.NewReader(text), "t.csv", format, function)
}

func TestTimestamps(t *testing.T) {
	want := []time.Duration{0, 250 * time.Millisecond, time.Second, time.Second, 2 * time.Second}
	for name, text := range map[string]string{
		"seconds":          "100\n100.25\n101\n101.0\n102\n",
		"not in order":     "101\n102\n100\n101\n100.25\n",
		"since 1970":       "1767225600\n1767225600.250000000\n1767225601\n1767225601\n1767225602",
		"rfc 3339":         "2026-01-01T00:00:00Z\n2026-01-01T00:00:00.25Z\n2026-01-01T01:00:01+01:00\n2026-01-01T00:00:01Z\n2026-01-01T00:00:02Z\n",
		"columns":          "at,method\n\"0\",GET\n0.25,GET\n1,PUT\n1,PUT\n2,GET\n",
		"blanks, comments": "# from the balancer\n\n0\n  0.25 ; a\n1\tb\n\n1\n2\r\n",
		"byte order mark":  "\xef\xbb\xbf0\n0.25\n1\n1\n2\n",
	} {
		got, err := read(text, Timestamps, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !slices.Equal(got.Times, want) || got.Minutes != nil {
			t.Errorf("%s: %v", name, got.Times)
		}
	}
	// To the nanosecond, where a double since 1970 has a quarter of a microsecond.
	got, err := read("1767225600.000000001\n1767225600.000000003\n", Timestamps, "")
	if err != nil || got.Times[1] != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestMinuteBuckets(t *testing.T) {
	want := []int{3, 0, 12, 60_000_000}
	for name, text := range map[string]string{
		"column":           "3\n0\n12\n60000000\n",
		"column, header":   "count\n3\n0\n12\n60000000",
		"row":              "3,0,12,60000000\n",
		"row, header":      "m1,m2,m3,m4\n3;0;12;60000000\n\n",
		"quotes, comments": "# one\n\"3\"\n\"0\"\n\"12\"\n\"60000000\"\n\n\n",
	} {
		got, err := read(text, MinuteBuckets, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !slices.Equal(got.Minutes, want) || got.Times != nil {
			t.Errorf("%s: %v", name, got.Minutes)
		}
	}
}

// azure is a file of the dataset with three minutes in place of 1440.
const azure = `HashOwner,HashApp,HashFunction,Trigger,1,2,3
o1,a1,f1,http,1,2,3
o1,a1,f2,queue,0,0,7
o2,a2,f1,timer,5,5,5
`

func TestAzure(t *testing.T) {
	for function, want := range map[string][]int{"f2": {0, 0, 7}, "a2/f1": {5, 5, 5}, "o1/a1/f1": {1, 2, 3}} {
		got, err := read(azure, Azure2019, function)
		if err != nil || !slices.Equal(got.Minutes, want) {
			t.Errorf("%s: %v, %v", function, got, err)
		}
	}
}

func TestMistakes(t *testing.T) {
	for _, tc := range []struct {
		text   string
		format Format
		want   string
	}{
		{"1\n2\nthree\n", Timestamps, `t.csv:3: "three" is not a timestamp`},
		{"1\n2026-01-01T00:00:00Z\n", Timestamps, "t.csv:2: \"2026-01-01T00:00:00Z\" mixes"},
		{"1\n-2\n", Timestamps, `t.csv:2: "-2" is not a timestamp`},
		{"-1\n2\n", Timestamps, `t.csv:1: "-1" is not a timestamp`},
		{"2026-01-01 00:00:00\n", Timestamps, `t.csv:1: "2026-01-01 00:00:00" is not a timestamp`},
		{"1e3\n", Timestamps, `t.csv:1: "1e3" is not a timestamp`},
		{"1767225600000\n", Timestamps, "divide milliseconds"},
		{"\n", Timestamps, "t.csv: the file is empty"},
		{"time\n", Timestamps, "t.csv: the file is empty"},
		{"5\n" + strings.Repeat("x", MaxLine+1), Timestamps, "t.csv:2: the line is longer than 64 kB"},
		{"1\n2.5\n", MinuteBuckets, `t.csv:2: "2.5" is not a count`},
		{"1\n-2\n", MinuteBuckets, `t.csv:2: "-2" is not a count`},
		{"1\n60000001\n", MinuteBuckets, `t.csv:2: "60000001" is not a count`},
		{"1\n\n3\n", MinuteBuckets, "t.csv:2: the line holds no count"},
		{"1,,3\n", MinuteBuckets, `t.csv:1: "" is not a count`},
		{"1,2\n3,4\n", MinuteBuckets, "t.csv:2: a second row"},
		{"1\n2,3\n", MinuteBuckets, "t.csv:2: the line has 2 columns"},
		{"HashOwner,HashApp\na,b\n", Azure2019, "t.csv:1: the header is not"},
		{"", Azure2019, "t.csv: the file is empty"},
		{azure, Azure2019, "t.csv:4: the function stands here and in line 2"},
		{strings.ReplaceAll(azure, "f1", "f9"), Azure2019, `t.csv: the function "f1" is not among the 3 of the file`},
		{"HashOwner,HashApp,HashFunction,Trigger,1,2\no,a,f1,http,1\n", Azure2019, "t.csv:2: the line has 5 columns, the header 6"},
	} {
		got, err := read(tc.text, tc.format, "f1")
		var mistake *Error
		if !errors.As(err, &mistake) || !strings.Contains(mistake.Error()+"\n"+mistake.Hint, tc.want) || mistake.Hint == "" {
			t.Errorf("%.60q: %v, %v, want %s and a hint", tc.text, got, err, tc.want)
		}
	}
}

func TestDigestIsOfTheWholeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte("1,2,3\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadFile(path, "t.csv", MinuteBuckets, "")
	// printf '1,2,3\n\n' | sha256sum
	if want := "sha256:d3b9c2dc377e6766d69a27580df59eacd8ad7ababb109454073f88d1d263e209"; err != nil || got.Digest != want {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := ReadFile(filepath.Dir(path), "t", MinuteBuckets, ""); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := ReadFile(path+"x", "t", MinuteBuckets, ""); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
}

// endless is a file that repeats a line.
type endless struct {
	line string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.line[e.at:])
	e.at = (e.at + n) % len(e.line)
	return n, nil
}

func TestEndlessFilesAreRefused(t *testing.T) {
	_, err := Read(&endless{line: strings.Repeat("1\n", 1000)}, "t.csv", MinuteBuckets, "")
	if err == nil || !strings.Contains(err.Error(), "more minutes than in a year") {
		t.Errorf("minutes without end: %v", err)
	}
	header := "HashOwner,HashApp,HashFunction,Trigger,1\n"
	_, err = readUpTo(100_000, &endless{line: header}, "t.csv", Azure2019, "f1")
	if err == nil || !strings.Contains(err.Error(), "larger than 1 GB") {
		t.Errorf("functions without end: %v", err)
	}
	if _, err = readUpTo(int64(len(azure)), strings.NewReader(azure), "t.csv", Azure2019, "f2"); err != nil {
		t.Errorf("a file of just the largest size: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("at,x\n1.5,a\n2,b\n"), uint8(0))
	f.Add([]byte("2026-01-01T00:00:00Z\n2026-01-01T00:00:00.25+01:00\n"), uint8(0))
	f.Add([]byte("# c\n3\n0\n12\n"), uint8(1))
	f.Add([]byte("3,0,12\n"), uint8(1))
	f.Add([]byte(azure), uint8(2))
	f.Fuzz(func(t *testing.T, data []byte, kind uint8) {
		format := Formats()[int(kind)%3]
		got, err := Read(bytes.NewReader(data), "t.csv", format, "f2")
		if err != nil {
			var mistake *Error
			if !errors.As(err, &mistake) || mistake.Line > 1+bytes.Count(data, []byte("\n")) || !strings.HasPrefix(err.Error(), "t.csv:") {
				t.Fatalf("%v", err)
			}
			return
		}
		if len(got.Times) == 0 && len(got.Minutes) == 0 {
			t.Fatal("neither arrivals nor a mistake")
		}
		if !slices.IsSorted(got.Times) || len(got.Times) > 0 && got.Times[0] != 0 {
			t.Fatal("times are not in order from the first")
		}
		for i, n := range got.Minutes {
			if n < 0 || n > maxAMinute {
				t.Fatal("minute " + strconv.Itoa(i) + " has " + strconv.Itoa(n))
			}
		}
	})
}
