package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// Clocks that are further apart are warned of, and refused: a signed request must
// reach AWS within five minutes of its time stamp.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
const (
	oddSkew    = 30 * time.Second
	worstSkew  = 5 * time.Minute
	assumed    = ":assumed-role/"
	fixAccount = "set credentials as for AWS's own tools: aws sso login, AWS_PROFILE, or target.profile and target.role"
)

// Account looks at who AWS takes us for, and at the clock. The ARN of who we are
// is "" where AWS does not say.
func Account(ctx context.Context, c aws.Config) (arn string, found []runners.Finding) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := sts.NewFromConfig(c).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		found = append(found, unknownCaller(err))
		if answer, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
			theirs, err := http.ParseTime(answer.Response.Header.Get("Date"))
			if err == nil {
				found = append(found, clock(time.Since(theirs)))
			}
		}
		return "", found
	}
	arn = aws.ToString(out.Arn)
	found = append(found, runners.Finding{Level: runners.FindingOK, What: "credentials", Text: fmt.Sprintf("%s in %s", arn, c.Region)})
	theirs, told := middleware.GetServerTime(out.ResultMetadata)
	ours, timed := middleware.GetResponseAt(out.ResultMetadata)
	if told && timed {
		found = append(found, clock(ours.Sub(theirs)))
	}
	return arn, found
}

// unknownCaller says why AWS does not know who we are: it was not reached, or it
// refused.
func unknownCaller(err error) runners.Finding {
	f := runners.Finding{Level: runners.FindingError, What: "credentials", Text: cloud.Plain(err).Error(), Fix: fixAccount}
	if _, reached := errors.AsType[*smithyhttp.RequestSendError](err); reached {
		f.What, f.Fix = "reachability", "check the network, a proxy (HTTPS_PROXY) and AWS_ENDPOINT_URL"
	}
	return f
}

// clock judges by how much our clock is ahead of theirs, which tells whole seconds.
func clock(ahead time.Duration) runners.Finding {
	f := runners.Finding{Level: runners.FindingOK, What: "clock", Text: "within " + oddSkew.String() + " of AWS's"}
	apart := ahead.Abs().Round(time.Second)
	if apart <= oddSkew {
		return f
	}
	way := "ahead of"
	if ahead < 0 {
		way = "behind"
	}
	f.Level, f.Text, f.Fix = runners.FindingWarning, fmt.Sprintf("%s %s AWS's", apart, way), "set it by NTP: dates in reports and in CloudWatch do not agree"
	if apart >= worstSkew {
		f.Level, f.Fix = runners.FindingError, "set it by NTP: AWS refuses requests that are 5 minutes off"
	}
	return f
}

// Permitted asks IAM whether the caller may do all of this. Where IAM may not be
// asked that is unknown, and no error.
func Permitted(ctx context.Context, c aws.Config, caller string, needed []runners.Permission) []runners.Finding {
	unknown := func(why string) []runners.Finding {
		return []runners.Finding{{Level: runners.FindingWarning, What: "permissions", Text: "whether they suffice is not known: " + why,
			Fix: "compare with the policy that sweetspot doctor --policy prints"}}
	}
	if caller == "" || len(needed) == 0 {
		return nil
	}
	source, ok := principal(caller)
	if !ok {
		return unknown("IAM does not simulate " + caller)
	}
	ctx, cancel := context.WithTimeout(ctx, 6*patience)
	defer cancel()
	client := iam.NewFromConfig(c)
	var found []runners.Finding
	for _, need := range needed {
		out, err := client.SimulatePrincipalPolicy(ctx, &iam.SimulatePrincipalPolicyInput{
			PolicySourceArn: &source, ActionNames: []string{need.Action}, ResourceArns: need.Resources,
		})
		if err != nil {
			return unknown(cloud.Plain(err).Error())
		}
		found = append(found, denied(need, out.EvaluationResults)...)
	}
	if len(found) == 0 {
		found = append(found, runners.Finding{Level: runners.FindingOK, What: "permissions", Text: fmt.Sprintf("IAM allows all %d actions; what an organisation's policies say it does not tell", len(needed))})
	}
	return found
}

// denied are the findings of one action.
func denied(need runners.Permission, results []types.EvaluationResult) (found []runners.Finding) {
	for _, r := range results {
		if r.EvalDecision == types.PolicyEvaluationDecisionTypeAllowed {
			continue
		}
		found = append(found, runners.Finding{
			Level: runners.FindingError, What: "permissions", Fix: "allow it: sweetspot doctor --policy prints the policy",
			Text: fmt.Sprintf("%s on %s is not allowed (%s)", need.Action, aws.ToString(r.EvalResourceName), r.EvalDecision),
		})
	}
	return found
}

// principal is the ARN that IAM simulates for a caller: that of a user, or of the
// role that was assumed, of which STS does not tell the path. The root user cannot
// be simulated.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
func principal(caller string) (string, bool) {
	head, rest, is := strings.Cut(caller, assumed)
	if !is {
		return caller, strings.Contains(caller, ":user/")
	}
	role, _, _ := strings.Cut(rest, "/")
	return strings.Replace(head, ":sts:", ":iam:", 1) + ":role/" + role, true
}
