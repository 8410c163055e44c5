package usagefile

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

const good = `schema: sweetspot.usage/v1
region: us-east-1
free_tier: true
account_usage:
  - {service: AWSLambda, component: requests, quantity: 1.5M}
alternatives:
  - name: functions
    services:
      - {name: api, http_api: {requests: 10M, response: 600 KB}}
      - name: fn
        per: month
        lambda: {architecture: arm64, memory_mb: 512, requests: 10M, billed_ms: 57.5}
      - {region: eu-west-1, lambda_snapstart: {memory_mb: 1024, active: 24h, java: true}}
  - name: a balancer
    services:
      - alb:
          balancers: 2
          lambda_targets: true
          traffic: [{new_connections: 0.25, gb: 1.5, requests: 2k}]
`

func mustRead(t testing.TB, text string) *File {
	t.Helper()
	f, err := Read("u.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRead(t *testing.T) {
	f := mustRead(t, good)
	if f.Region != "us-east-1" || f.Book != "aws" || !f.FreeTier || len(f.Alternatives) != 2 {
		t.Errorf("head %+v", f)
	}
	if a := f.account; len(a) != 1 || a[0].Component != "requests" || !a[0].Quantity.Equal(dec("1500000")) {
		t.Errorf("account %+v", a)
	}
	services := f.Alternatives[0].Services
	want := []struct {
		name, kind, region string
		meter              meters.Meter
	}{
		{"api", "http_api", "", meters.HTTPAPI{Requests: dec("10000000"), Response: 600 << 10}},
		{"fn", "lambda", "", meters.Lambda{Architecture: "arm64", MemoryMB: 512, Requests: dec("10000000"), BilledMS: dec("57.5")}},
		{"lambda_snapstart", "lambda_snapstart", "eu-west-1", meters.SnapStart{MemoryMB: 1024, Active: 24 * time.Hour, Java: true}},
	}
	for i, w := range want {
		s := services[i]
		if s.Name != w.name || s.Kind != w.kind || s.Region != w.region || !reflect.DeepEqual(s.Meter, w.meter) {
			t.Errorf("service %d is %+v, want %+v", i, s, w)
		}
	}
	alb := meters.ALB{Balancers: 2, LambdaTargets: true, Traffic: []meters.LoadBalancerHour{{NewConnections: dec("0.25"), GB: dec("1.5"), Requests: dec("2000")}}}
	if got := f.Alternatives[1].Services[0].Meter; !reflect.DeepEqual(got, alb) {
		t.Errorf("balancer %+v, want %+v", got, alb)
	}
}

func TestReadOneBill(t *testing.T) {
	f := mustRead(t, "schema: sweetspot.usage/v1\nregion: eastus\nbook: azure\nservices:\n  - azure_consumption: {executions: 1M, memory_mb: 256, duration: 300ms}\n")
	if len(f.Alternatives) != 1 || f.Alternatives[0].Name != "" || f.Book != "azure" || f.FreeTier {
		t.Errorf("%+v", f)
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"no schema", "schema: sweetspot.usage/v1\n", "", "u.yaml:1:1: schema is missing; write schema: sweetspot.usage/v1"},
		{"another schema", "usage/v1", "usage/v2", `u.yaml:1:9: schema must be sweetspot.usage/v1, not "sweetspot.usage/v2"`},
		{"no region", "region: us-east-1\n", "", "u.yaml:1:1: region is missing"},
		{"a bad region", "region: us-east-1", "region: Virginia (US)", `u.yaml:2:9: "Virginia (US)" is not a region's code`},
		{"a region of a service", "region: eu-west-1", "region: [x]", "u.yaml:13:18: a single value is wanted"},
		{"an unknown key", "free_tier", "freetier", `u.yaml:3:1: unknown key "freetier"; did you mean free_tier?`},
		{"an unknown meter", "lambda:", "lamda:", `u.yaml:12:9: unknown key "lamda"; did you mean lambda?`},
		{"nothing like a meter", "lambda:", "quantum_computer:", `u.yaml:12:9: unknown key "quantum_computer"; known: alb, `},
		{"an unknown field", "billed_ms", "billed_msec", `u.yaml:12:70: unknown key "billed_msec"; did you mean billed_ms?`},
		{"an unknown field of an hour", "new_connections", "connections", `u.yaml:19:22: unknown key "connections"; known: `},
		{"two meters", "per: month\n", "alb: {}\n", "u.yaml:12:9: the service is alb already; make two entries of it"},
		{"no meter", "lambda: {architecture: arm64, memory_mb: 512, requests: 10M, billed_ms: 57.5}", "", "u.yaml:10:9: the service does not say what is used; add one of alb, "},
		{"another time", "per: month", "per: week", `u.yaml:11:14: per must be month, not "week"`},
		{"a negative number", "billed_ms: 57.5", "billed_ms: -1", "u.yaml:12:81: billed_ms: a number cannot be negative"},
		{"an exponent", "billed_ms: 57.5", "billed_ms: 1e99", "u.yaml:12:81: billed_ms: \"e99\" cannot follow a number"},
		{"a size without a unit", "600 KB", "600", `u.yaml:9:57: response: "600" has no unit; write 600 MB`},
		{"a time without a unit", "24h", "24", `u.yaml:13:73: active: "24" has no unit`},
		{"half a machine", "memory_mb: 512", "memory_mb: 512.5", "u.yaml:12:50: memory_mb: \"512.5\" is not a whole number"},
		{"too many", "memory_mb: 512", "memory_mb: 9G", "u.yaml:12:50: memory_mb: 9G is more than can be counted here"},
		{"neither true nor false", "java: true", "java: maybe", `u.yaml:13:84: java: write true or false, not "maybe"`},
		{"a share of no share", "billed_ms: 57.5", "billed_ms: 5%", `u.yaml:12:81: billed_ms: "%" cannot follow a number`},
		{"a list for a number", "billed_ms: 57.5", "billed_ms: [1]", "u.yaml:12:81: a single value is wanted"},
		{"a number for a list", "traffic: [{new_connections: 0.25, gb: 1.5, requests: 2k}]", "traffic: 5", "u.yaml:19:20: traffic must be a list"},
		{"a number for a meter", "http_api: {requests: 10M, response: 600 KB}", "http_api: 5", "u.yaml:9:31: keys with values are wanted here"},
		{"no value", "billed_ms: 57.5", "billed_ms:", "u.yaml:12:80: a single value is wanted"},
		{"no name", "name: functions\n    services", "services", "u.yaml:7:5: the alternative has no name"},
		{"a name twice", "name: a balancer", "name: functions", `u.yaml:14:5: an alternative in line 7 is called "functions" too`},
		{"no services", "services:\n      - alb:\n          balancers: 2\n          lambda_targets: true\n          traffic: [{new_connections: 0.25, gb: 1.5, requests: 2k}]\n", "services: []\n", `u.yaml:14:5: "a balancer" lists no services`},
		{"services at the top, too", "alternatives:", "services: [{alb: {}}]\nalternatives:", "u.yaml:6:12: services stand either below an alternative or alone"},
		{"nothing", "alternatives:" + strings.SplitN(good, "alternatives:", 2)[1], "", "u.yaml:1:1: nothing is used"},
		{"an account of nothing", "component: requests, ", "", "u.yaml:5:5: account_usage needs a service and a component"},
		{"an account without a quantity", ", quantity: 1.5M", "", "u.yaml:5:5: account_usage of AWSLambda requests has no quantity"},
		{"an alias", "name: fn", "name: &x fn", "u.yaml:10:15: anchors and aliases are not allowed in a usage file"},
		{"no mapping", good, "- 1\n", "u.yaml:1:1: keys with values are wanted here"},
		{"no YAML", "services:", "services: {", "u.yaml:9:7: "},
		{"an empty entry", "    services:\n      - alb:", "    services:\n      -\n      - alb:", "u.yaml:16:8: keys with values are wanted here"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(good, tt.old, tt.new, 1)
			if text == good {
				t.Fatal("the case changes nothing")
			}
			_, err := Read("u.yaml", strings.NewReader(text))
			var placed *yamlfile.Error
			if !errors.As(err, &placed) || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v\nwant one line that begins with %s", err, tt.want)
			}
		})
	}
}

// Every meter has a key in a usage file.
func TestEveryMeterHasAKind(t *testing.T) {
	files, err := filepath.Glob("../meters/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no meters", err)
	}
	declared := regexp.MustCompile(`(?m)^var _ Meter = (\w+)\{\}$`)
	known := map[string]bool{}
	for _, kind := range kinds {
		known[reflect.TypeOf(kind).Name()] = true
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllSubmatch(source, -1) {
			found++
			if name := string(m[1]); !known[name] {
				t.Errorf("%s: no key of a usage file stands for meters.%s", file, name)
			}
		}
	}
	if found != len(kinds) {
		t.Errorf("%d meters are declared, there are %d kinds", found, len(kinds))
	}
}

// Every field of a meter can be given, in words that its type is read from.
func TestEveryFieldCanBeGiven(t *testing.T) {
	for key, kind := range kinds {
		meter := reflect.New(reflect.TypeOf(kind)).Elem()
		var fields []string
		for field := range meter.Fields() {
			fields = append(fields, field.Tag.Get("yaml")+": "+sample(t, field.Type))
		}
		text := "schema: sweetspot.usage/v1\nregion: us-east-1\nservices: [{" + key + ": {" + strings.Join(fields, ", ") + "}}]\n"
		got := reflect.ValueOf(mustRead(t, text).Alternatives[0].Services[0].Meter)
		for field, v := range got.Fields() {
			if v.IsZero() {
				t.Errorf("%s: %s was not read", key, field.Name)
			}
		}
	}
}

// sample is a value that is not nothing.
func sample(t *testing.T, of reflect.Type) string {
	switch of {
	case bytesType:
		return "1 KB"
	case durationType:
		return "1h"
	case decimalType:
		return "0.5"
	}
	switch of.Kind() {
	case reflect.Pointer:
		return sample(t, of.Elem())
	case reflect.Slice:
		return "[" + sample(t, of.Elem()) + "]"
	case reflect.Int:
		return "2"
	case reflect.Bool:
		return "true"
	case reflect.String:
		return "word"
	case reflect.Struct:
		var fields []string
		for field := range of.Fields() {
			fields = append(fields, field.Tag.Get("yaml")+": "+sample(t, field.Type))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	}
	t.Fatalf("no value of a usage file becomes a %s", of)
	return ""
}

func TestShares(t *testing.T) {
	var shared struct {
		Share *decimal.Decimal `yaml:"internet_share"`
		Bytes check.Bytes      `yaml:"bytes"`
	}
	for text, want := range map[string]string{"30%": "0.3", "0.3": "0.3", "12.5 %": "0.125"} {
		body, err := yamlfile.File{}.Parse(strings.NewReader("internet_share: " + text))
		if err != nil {
			t.Fatal(err)
		}
		if err := decode(body, &shared); err != nil || !shared.Share.Equal(dec(want)) {
			t.Errorf("%s: %v, %v; want %s", text, shared.Share, err, want)
		}
	}
}

// Every share of a meter, by its comment a fraction from 0 to 1, is read as a
// percentage too.
func TestEveryShareIsReadAsAPercentage(t *testing.T) {
	files, err := filepath.Glob("../meters/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no meters", err)
	}
	share := regexp.MustCompile("(?m)`yaml:\"(\\w+)\"`.*, 0 to 1;")
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range share.FindAllSubmatch(source, -1) {
			found++
			if !isShare(string(m[1])) {
				t.Errorf("%s: %s cannot be given as a percentage", file, m[1])
			}
		}
	}
	if found < 4 {
		t.Errorf("only %d shares were found", found)
	}
	f := mustRead(t, "schema: sweetspot.usage/v1\nregion: us-east-1\nservices: [{logs: {requests: 1, bytes: 1 KB, compression: 15%}}]\n")
	if logs := f.Alternatives[0].Services[0].Meter.(meters.Logs); !logs.Compression.Equal(dec("0.15")) {
		t.Errorf("compression %s", logs.Compression)
	}
}

// A month has 730 hours, and a meter may be on for all of them.
func TestAWholeMonth(t *testing.T) {
	f := mustRead(t, `schema: sweetspot.usage/v1
region: us-east-1
services:
  - lambda_snapstart: {memory_mb: 1024, versions: 1, active: 730h, resumes: 0}
  - lambda_provisioned: {architecture: arm64, memory_mb: 1024, environments: 1, enabled: 730h, requests: 0, billed_ms: 0}
`)
	result, err := f.Price(mustBook(t, "aws"), now)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range result.Bills[0].Services {
		if l := part.Bill.Lines[0]; !l.Quantity.Equal(dec("2628000")) { // 730 × 3,600 s of 1 GB
			t.Errorf("%s: %s %s", part.Kind, l.Quantity, l.Unit)
		}
	}
}

// FuzzRead looks for input that makes the reader panic, or that it accepts and
// whose bill does not add up.
func FuzzRead(f *testing.F) {
	f.Add(good)
	f.Add("schema: sweetspot.usage/v1\nregion: us-east-1\nservices: [{clb: {balancers: 10, gb: 500}}]\n")
	f.Add("services: [{alb: {traffic: [{}]}}]")
	f.Add("? {a: b}\n: c\n")
	book, err := pricing.Embedded("aws")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Read("u.yaml", strings.NewReader(text))
		var placed *yamlfile.Error
		if err != nil {
			if !errors.As(err, &placed) {
				t.Errorf("an error without a place: %v", err)
			}
			return
		}
		result, err := file.Price(book, time.Now())
		if err != nil {
			if !errors.As(err, &placed) {
				t.Errorf("an error without a place: %v", err)
			}
			return
		}
		for _, bill := range result.Bills {
			if !sumOf(bill).Equal(bill.Total) {
				t.Errorf("the lines add up to %s, the total is %s", sumOf(bill), bill.Total)
			}
		}
	})
}

func sumOf(bill Bill) decimal.Decimal {
	sum := decimal.Zero
	for _, part := range bill.Services {
		for _, l := range part.Bill.Lines {
			sum = sum.Add(l.Amount)
		}
	}
	return sum
}
