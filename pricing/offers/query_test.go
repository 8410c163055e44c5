package offers

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awspricing "github.com/aws/aws-sdk-go-v2/service/pricing"
)

// The item PBZNQUSEXZUC34C9 is a recorded one of 2022.
func TestPagesOfGetProducts(t *testing.T) {
	a := NewAWS(Scope{On: on})
	if err := a.ReadPages(t.Context(), open(t, "testdata/getproducts.json")); err != nil {
		t.Fatal(err)
	}
	checkFargate(t, a)
}

// checkFargate checks what the pages in testdata hold.
func checkFargate(t *testing.T, a *AWS) {
	t.Helper()
	r, err := a.Result()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range r.Prices {
		got[p.Component] = p.Tiers[0].Price.String() + " per " + p.Unit + ", " + string(p.Confidence)
	}
	want := map[string]string{
		"fargate-memory-x86_64": "0.004445 per GB-hour, medium",
		"fargate-vcpu-x86_64":   "0.04048 per vCPU-hour, medium",
	}
	for component, price := range want {
		if got[component] != price {
			t.Errorf("%s: %q, want %q", component, got[component], price)
		}
	}
	if len(got) != len(want) || len(r.Report.Skipped) != 1 || r.Report.Skipped[0].Why != string(unmapped) {
		t.Errorf("prices %v, skipped %v", got, r.Report.Skipped)
	}
}

// A tool may have unpacked the items.
func TestPagesWithUnpackedItems(t *testing.T) {
	data, err := os.ReadFile("testdata/getproducts.json")
	if err != nil {
		t.Fatal(err)
	}
	a := NewAWS(Scope{On: on})
	for decoder := json.NewDecoder(strings.NewReader(string(data))); decoder.More(); {
		var page struct{ PriceList []string }
		if err := decoder.Decode(&page); err != nil {
			t.Fatal(err)
		}
		text := `{"PriceList": [` + strings.Join(page.PriceList, ",") + `]}`
		if err := a.ReadPages(t.Context(), strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	checkFargate(t, a)
}

func TestReadPagesRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "no products in it"},
		{"no list", `{"FormatVersion": "aws_v1"}`, "it has no PriceList"},
		{"no items", `{"PriceList": []}`, "no products in it"},
		{"not an object", `[]`, "[ where { is wanted"},
		{"item is a number", `{"PriceList": [1]}`, "an item of the price list: json: cannot unmarshal number"},
		{"item is no JSON", `{"PriceList": ["x"]}`, "byte 18: an item of the price list: invalid character"},
		{"item without SKU", `{"PriceList": ["{}"]}`, "has no SKU or no service"},
		{"cut", `{"PriceList": ["`, "the list ends in the middle"},
		{"an offer file", tiny, "it has no PriceList"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := NewAWS(Scope{On: on}).ReadPages(t.Context(), strings.NewReader(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q in it", err, tt.want)
			}
		})
	}
}

// priceList is a server that speaks pricing:GetProducts and gives one page of
// the fixture after the other.
func priceList(t *testing.T, inputs *[]map[string]any) *awspricing.Client {
	t.Helper()
	data, err := os.ReadFile("testdata/getproducts.json")
	if err != nil {
		t.Fatal(err)
	}
	var pages []json.RawMessage
	for decoder := json.NewDecoder(strings.NewReader(string(data))); decoder.More(); {
		var page json.RawMessage
		if err := decoder.Decode(&page); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in map[string]any
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Header.Get("X-Amz-Target") != "AWSPriceListService.GetProducts" {
			t.Errorf("%v, target %q", err, r.Header.Get("X-Amz-Target"))
		}
		*inputs = append(*inputs, in)
		page := pages[0]
		if in["NextToken"] == "page-2" {
			page = pages[1]
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write(page)
	}))
	t.Cleanup(server.Close)
	return awspricing.New(awspricing.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(server.URL),
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	})
}

func TestQueryPagesThroughTheSDK(t *testing.T) {
	var inputs []map[string]any
	client := priceList(t, &inputs)
	a := NewAWS(Scope{On: on, Regions: []string{"us-east-1"}})
	if err := a.Query(t.Context(), client, "AmazonECS"); err != nil {
		t.Fatal(err)
	}
	checkFargate(t, a)
	if len(inputs) != 2 || inputs[0]["NextToken"] != nil || inputs[1]["NextToken"] != "page-2" {
		t.Fatalf("requests %v", inputs)
	}
	want := `{"Filters":[{"Field":"regionCode","Type":"TERM_MATCH","Value":"us-east-1"}],"FormatVersion":"aws_v1","MaxResults":100,"ServiceCode":"AmazonECS"}`
	if got, _ := json.Marshal(inputs[0]); string(got) != want {
		t.Errorf("request %s\nwant %s", got, want)
	}
}

func TestQueryRefusesWhatNoRuleMaps(t *testing.T) {
	err := NewAWS(Scope{}).Query(t.Context(), nil, "AmazonRDS")
	if err == nil || !strings.Contains(err.Error(), "AmazonRDS, which no rule maps") {
		t.Errorf("error %v", err)
	}
}

// endlessPages is an API whose pages always name another.
type endlessPages struct{ calls int }

func (e *endlessPages) GetProducts(context.Context, *awspricing.GetProductsInput, ...func(*awspricing.Options)) (*awspricing.GetProductsOutput, error) {
	e.calls++
	return &awspricing.GetProductsOutput{NextToken: aws.String("again")}, nil
}

func TestQueryGivesUpEndlessPages(t *testing.T) {
	var e endlessPages
	if err := NewAWS(Scope{}).Query(t.Context(), &e, "AmazonECS"); err == nil || e.calls != maxPages {
		t.Errorf("error %v after %d calls", err, e.calls)
	}
}
