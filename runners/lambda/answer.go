package lambda

import (
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners/lambda/reply"
)

// Headers by which the local sandbox tells what AWS's answer lacks.
const (
	headerEnvironment = "X-Sweetspot-Environment"
	headerCold        = "X-Sweetspot-Cold"
	headerContended   = "X-Sweetspot-Contended"
	headerOutcome     = "X-Sweetspot-Outcome"
)

// answer turns what the sandbox said of an invocation that ran into a sample.
func answer(out *lambda.InvokeOutput) measure.Sample {
	header := reply.Header(out)
	sample, _ := reply.Sample(out)
	sample.Environment, sample.Contended = header.Get(headerEnvironment), header.Get(headerContended) == "true"
	if told := header.Get(headerOutcome); told != "" {
		sample.Outcome = measure.Outcome(told)
	}
	if told := header.Get(headerCold); told != "" {
		sample.Cold = measure.Cold(told)
	}
	return sample
}
