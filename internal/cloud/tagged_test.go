package cloud_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/smithy-go/encoding/cbor"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

// The answers are pages as the API's reference describes them, in the CBOR that
// the SDK speaks with it.
func TestFindTaggedReadsAllPages(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, string(body))
		next, arn := "more", "arn:aws:lambda:us-east-1:1:function:sweetspot-1"
		if strings.Contains(string(body), "PaginationToken") {
			next, arn = "", "arn:aws:logs:us-east-1:1:log-group:x"
		}
		w.Header().Set("Content-Type", "application/cbor")
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		_, _ = w.Write(cbor.Encode(cbor.Map{
			"PaginationToken": cbor.String(next),
			"ResourceTagMappingList": cbor.List{cbor.Map{"ResourceARN": cbor.String(arn), "Tags": cbor.List{
				cbor.Map{"Key": cbor.String("team"), "Value": cbor.String("a")}, cbor.Map{"Key": cbor.String(cloud.RunTag), "Value": cbor.String("r1")},
			}}},
		}))
	}))
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "k")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	config, err := cloud.Open(t.Context(), cloud.Access{Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	found, err := cloud.FindTagged(t.Context(), config, "lambda:function", "logs:log-group")
	want := []cloud.Tagged{{"arn:aws:lambda:us-east-1:1:function:sweetspot-1", "r1"}, {"arn:aws:logs:us-east-1:1:log-group:x", "r1"}}
	if err != nil || !reflect.DeepEqual(found, want) {
		t.Errorf("%v, %v", found, err)
	}
	if len(asked) != 2 || !strings.Contains(asked[0], "logs:log-group") || !strings.Contains(asked[0], cloud.RunTag) {
		t.Errorf("asked %q", asked)
	}
}
