package meters

import "time"

// The days on which Lambda's billing of time changed.
var (
	// lambdaMilliseconds: "AWS Lambda changes duration billing granularity from
	// 100ms down to 1ms", with the billing cycle of December 2020,
	// https://aws.amazon.com/about-aws/whats-new/2020/12/aws-lambda-changes-duration-billing-granularity-from-100ms-to-1ms/
	lambdaMilliseconds = time.Date(2020, 12, 1, 0, 0, 0, 0, time.UTC)
	// lambdaInitBilled: "AWS Lambda standardizes billing for INIT Phase",
	// https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
	lambdaInitBilled = time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC)
)

// LambdaRules is how Lambda makes billed time of what a function took, on a
// day. It does not hold for Lambda@Edge, and not for the regions of China,
// which AWS left out of the change to 1 ms at first.
type LambdaRules struct {
	Granularity time.Duration // billed time is rounded up to it
	FreeInit    bool          // the init of ZIP packages on managed runtimes is not billed
}

// LambdaRulesAt is how Lambda billed on a day.
func LambdaRulesAt(day time.Time) LambdaRules {
	rules := LambdaRules{Granularity: time.Millisecond, FreeInit: day.Before(lambdaInitBilled)}
	if day.Before(lambdaMilliseconds) {
		rules.Granularity = 100 * time.Millisecond
	}
	return rules
}

// Billed is the billed time of an invocation that ran for duration, after an
// init of its environment that took init: 0 for a warm one. A managed ZIP is
// code in a ZIP package on one of Lambda's managed runtimes; a custom runtime
// (provided.*) and a container image are not.
func (r LambdaRules) Billed(duration, init time.Duration, managedZIP bool) time.Duration {
	if managedZIP && r.FreeInit {
		init = 0
	}
	return roundUp(duration+init, r.Granularity)
}
