package cloud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

func TestStackResource(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.FormValue("StackName") + "/" + r.FormValue("LogicalResourceId") {
		case "shop/Resize":
			fmt.Fprint(w, `<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail>
				<PhysicalResourceId>shop-Resize-1A2B</PhysicalResourceId></StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>`)
		case "shop/New":
			fmt.Fprint(w, `<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail/></DescribeStackResourceResult></DescribeStackResourceResponse>`)
		default:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack 'gone' does not exist</Message></Error></ErrorResponse>`)
		}
	}))
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "k")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	access := cloud.Access{Region: "us-east-1"}
	if name, err := cloud.StackResource(t.Context(), access, "shop", "Resize"); err != nil || name != "shop-Resize-1A2B" {
		t.Errorf("%q, %v", name, err)
	}
	for stack, want := range map[string]string{"gone": "cloudformation:DescribeStackResource): ValidationError: Stack 'gone' does not exist", "shop": "no physical name yet"} {
		if _, err := cloud.StackResource(t.Context(), access, stack, "New"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", stack, err)
		}
	}
}
