package lambda

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/lambdaapi"
	"github.com/sweetspot-bench/sweetspot/runners/lambda/reply"
)

// answer turns what the sandbox said of an invocation that ran into a sample.
func answer(out *lambda.InvokeOutput) measure.Sample {
	told := lambdaapi.Figures(reply.Header(out))
	sample, _ := reply.Sample(out)
	sample.Environment, sample.Contended = told.Environment, told.Contended
	sample.Outcome = cmp.Or(told.Outcome, sample.Outcome)
	sample.Cold = cmp.Or(told.Cold, sample.Cold)
	return sample
}
