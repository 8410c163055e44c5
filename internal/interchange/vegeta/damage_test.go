package vegeta

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

func TestDamageIsToldWithItsRecord(t *testing.T) {
	csv := string(encode(t, CSV, Intended, samples()[:3]))
	json := string(encode(t, JSON, Intended, samples()[:3]))
	line := func(column int, value string) string { // the second line with a column changed
		lines := strings.Split(csv, "\n")
		fields := strings.Split(lines[1], ",")
		fields[column] = value
		return lines[0] + "\n" + strings.Join(fields, ",") + "\n"
	}
	for _, tc := range []struct{ name, data, want string }{
		{"empty", "", "the file is empty"},
		{"spaces", " \n\n", "not a results file of vegeta"},
		{"text", "hello\nworld\n", "not a results file of vegeta: as csv, record 1: record on line 1: wrong number of fields"},
		{"other JSON", `{"hello": "world"}`, "not a results file of vegeta: as json, record 1: it has no timestamp"},
		{"other CSV", "a,b,c,d,e,f,g,h,i,j,k,l\n", `its timestamp is "a", not a whole number`},
		{"JSON list", `[1, 2]`, "not a results file of vegeta"},
		{"binary", "\xf8\xff\xff\xff\xff\xff\xff\xff\xff\x01", "not a results file of vegeta: as gob, record 1: it is larger than 16 MB"},
		{"no gob", "\xff\x81\xff\xfe", "not a results file of vegeta: as gob, record 1: it is cut short or damaged"},
		{"column", line(2, "x"), `record 2: its latency is "x", not a whole number`},
		{"negative", line(2, "-5"), `record 2: its latency is "-5"`},
		{"code", line(1, "70000"), `record 2: its code is "70000"`},
		{"name", line(7, strings.Repeat("n", 300)), "record 2: the name of its attack is longer than 256 bytes"},
		{"sequence", line(8, "18446744073709551615"), "record 2: its sequence number or sizes are out of range"},
		{"fields", csv + "1,2,3\n", "record 4: record on line 4: wrong number of fields"},
		{"garbage behind JSON", json + "}\n", "record 4: invalid character"},
		{"year", strings.Replace(json, `"timestamp":"2026`, `"timestamp":"0026`, 1), "its timestamp 0026"},
		{"latency", strings.Replace(json, `"latency":3000000`, `"latency":-3000000`, 1), "record 2: its latency -3ms is negative"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := read([]byte(tc.data))
			var fault *Error
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}

// A file that is cut anywhere gives the whole records before the cut, and an
// error unless it is cut between two records.
func TestFilesThatAreCut(t *testing.T) {
	for _, encoding := range encodings {
		whole := encode(t, encoding, Intended, samples()[:4])
		ends := map[int]int{} // where records end, and how many do
		for n := 1; n <= 4; n++ {
			end := len(encode(t, encoding, Intended, samples()[:n]))
			ends[end] = n
			if encoding != Gob {
				ends[end-1] = n // the line end alone is missing
			}
		}
		complete := 0
		for cut := range len(whole) + 1 {
			records, err := read(whole[:cut])
			n, between := ends[cut]
			if between {
				complete = n
			}
			if len(records) != complete || (err == nil) != between {
				t.Errorf("%s cut at %d of %d: %d records, want %d; error %v", encoding, cut, len(whole), len(records), complete, err)
			}
		}
	}
}

// A record that never ends is given up after 16 MB.
func TestRecordsThatAreTooLarge(t *testing.T) {
	for encoding, start := range map[Encoding]string{
		JSON: string(encode(t, JSON, Intended, samples()[:1])) + `{"error":"`,
		CSV:  string(encode(t, CSV, Intended, samples()[:1])) + `1,2,3,4,5,"`,
		Gob:  string(encode(t, Gob, Intended, samples()[:1])) + "\xfc\x7f\xff\xff\xff",
	} {
		endless := &endless{start: strings.NewReader(start)}
		r, err := NewReader(endless, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Next(); err == nil || !strings.Contains(err.Error(), "record 2: ") || !strings.Contains(err.Error(), "larger than 16 MB") {
			t.Errorf("%s: %v", encoding, err)
		}
		if endless.given > 2*maxRecord {
			t.Errorf("%s: %d bytes were read", encoding, endless.given)
		}
	}
}

// endless is a file that goes on with the letter a.
type endless struct {
	start *strings.Reader
	given int
}

func (e *endless) Read(p []byte) (int, error) {
	n, _ := e.start.Read(p)
	for i := n; i < len(p); i++ {
		p[i] = 'a'
	}
	e.given += len(p)
	return len(p), nil
}

// A gob stream that defines ever new types is given up.
func TestGobThatDefinesTooManyTypes(t *testing.T) {
	var out bytes.Buffer
	enc := gob.NewEncoder(&out)
	for n := range 2 * maxTypes {
		kind := reflect.StructOf([]reflect.StructField{
			{Name: "Timestamp", Type: reflect.TypeFor[time.Time]()},
			{Name: fmt.Sprintf("Field%d", n), Type: reflect.TypeFor[int]()},
		})
		value := reflect.New(kind)
		value.Elem().Field(0).Set(reflect.ValueOf(began))
		if err := enc.EncodeValue(value); err != nil {
			t.Fatal(err)
		}
	}
	records, err := read(out.Bytes())
	if err == nil || !strings.Contains(err.Error(), "more than 64 types") || len(records) == 0 {
		t.Errorf("%d records, %v", len(records), err)
	}
}

// Error texts that all differ do not become as many reasons.
func TestReasonsAreBounded(t *testing.T) {
	var in []measure.Sample
	for n := range 10 * maxReasons {
		in = append(in, sample(n, 0, measure.OutcomeTransport, fmt.Sprintf("reason %d", n), 0))
	}
	records, err := read(encode(t, Gob, Intended, in))
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]int{}
	for _, r := range records {
		reasons[r.Sample.Reason]++
	}
	if len(reasons) != maxReasons+1 || reasons["another reason"] != 9*maxReasons {
		t.Errorf("%d reasons, %d others", len(reasons), reasons["another reason"])
	}
}
