package reply

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sweetspot-bench/sweetspot/runners"
)

// Traced puts the headers of the request's trace on an invocation, where it has
// one.
func Traced(ctx context.Context) []func(*lambda.Options) {
	trace, ok := runners.TraceOf(ctx)
	if !ok { // a request of the runner's own
		return nil
	}
	return []func(*lambda.Options){func(o *lambda.Options) {
		for name, value := range trace.Headers() {
			o.APIOptions = append(o.APIOptions, smithyhttp.SetHeaderValue(name, value))
		}
	}}
}
