package cloudwatch_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/cloudwatch"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
)

// service speaks CloudWatch Logs: two pages of events with an empty one between
// them, and two pages of groups.
func service(t *testing.T, inputs *[]string) *cloudwatchlogs.Client {
	t.Helper()
	event := func(ms int) string {
		return fmt.Sprintf(`{"eventId":"1","logStreamName":"2026/11/20/[$LATEST]0123456789abcdef","timestamp":%d,"message":"REPORT RequestId: r%d"}`, 1795168800000+ms, ms)
	}
	pages := map[string]string{
		"FilterLogEvents":     `{"events":[` + event(1) + "," + event(2) + `],"nextToken":"b"}`,
		"FilterLogEvents b":   `{"events":[],"nextToken":"c"}`,
		"FilterLogEvents c":   `{"events":[` + event(3) + `]}`,
		"DescribeLogGroups":   `{"logGroups":[{"logGroupName":"/aws/lambda/a"}],"nextToken":"b"}`,
		"DescribeLogGroups b": `{"logGroups":[{"logGroupName":"/aws/lambda/b"}]}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in map[string]any
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		text, _ := json.Marshal(in)
		*inputs = append(*inputs, string(text))
		_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		if token, ok := in["nextToken"].(string); ok {
			call += " " + token
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write([]byte(pages[call]))
	}))
	t.Cleanup(server.Close)
	return cloudwatchlogs.New(cloudwatchlogs.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(server.URL),
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	})
}

func TestRead(t *testing.T) {
	var inputs []string
	client := service(t, &inputs)
	q := cloudwatch.Query{Group: "/aws/lambda/a", From: time.UnixMilli(1000), To: time.UnixMilli(2000), Filter: "REPORT", Most: 3}
	var got []string
	more, err := cloudwatch.Read(t.Context(), client, q, func(e lambdalogs.Event) error {
		got = append(got, e.Group+" "+e.Stream+" "+e.Time.Format(".000")+" "+e.Message)
		return nil
	})
	want := "/aws/lambda/a 2026/11/20/[$LATEST]0123456789abcdef .001 REPORT RequestId: r1"
	if err != nil || more || len(got) != 3 || got[0] != want {
		t.Errorf("%v, more %t, %q", err, more, got)
	}
	if want := `{"endTime":2000,"filterPattern":"REPORT","logGroupName":"/aws/lambda/a","startTime":1000}`; inputs[0] != want || len(inputs) != 3 {
		t.Errorf("%s\nwant %s", inputs, want)
	}
	q.Most = 2
	n := 0
	more, err = cloudwatch.Read(t.Context(), client, q, func(lambdalogs.Event) error { n++; return nil })
	if err != nil || !more || n != 2 {
		t.Errorf("bounded: %v, more %t, %d events", err, more, n)
	}
}

func TestGroups(t *testing.T) {
	var inputs []string
	client := service(t, &inputs)
	names, err := cloudwatch.Groups(t.Context(), client, "/aws/lambda/", 2)
	if err != nil || strings.Join(names, " ") != "/aws/lambda/a /aws/lambda/b" {
		t.Errorf("%v %q", err, names)
	}
	if _, err := cloudwatch.Groups(t.Context(), client, "/aws/lambda/", 1); err == nil || !strings.Contains(err.Error(), "more than 1 log groups") {
		t.Errorf("%v", err)
	}
}
