// Package cloud opens AWS: credentials by the SDK's own chain, a profile or an
// assumed role, without retries, and errors in words for people.
package cloud

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Access says as whom AWS is spoken to, and where.
type Access struct {
	Region  string
	Profile string // of the shared configuration; "": the default chain
	Role    string // ARN of a role to assume, "" for none
}

// sessionName is what the calls of an assumed role are logged under.
const sessionName = "sweetspot"

// Open reads the configuration. Endpoints follow AWS_ENDPOINT_URL and its kin,
// as in AWS's own tools. Nothing is retried: a retried request would be measured
// as one slow one, and a throttled control plane is for the caller to say.
func Open(ctx context.Context, a Access) (aws.Config, error) {
	options := []func(*config.LoadOptions) error{
		config.WithRegion(a.Region),
		config.WithRetryer(func() aws.Retryer { return aws.NopRetryer{} }),
		// What the SDK has to say beside its errors is for nobody who reads a run.
		config.WithLogger(logging.Nop{}),
	}
	if a.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(a.Profile))
	}
	c, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return aws.Config{}, fmt.Errorf("cannot read the AWS configuration: %w", err)
	}
	if a.Role != "" {
		provider := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(c), a.Role, func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName = sessionName
		})
		c.Credentials = aws.NewCredentialsCache(provider)
	}
	return c, nil
}

// Signed is Open for whoever has credentials. The error of those who have none
// says where they are looked for.
func Signed(ctx context.Context, a Access) (aws.Config, error) {
	c, err := Open(ctx, a)
	if err != nil {
		return aws.Config{}, err
	}
	if _, err := c.Credentials.Retrieve(ctx); err != nil {
		return aws.Config{}, noCredentials(err)
	}
	return c, nil
}

// noCredentials says that there are none and what to do. That the last place of
// the chain, a virtual machine's own role, has none either is no news.
func noCredentials(err error) error {
	if nowhere(err) {
		return errNoCredentials
	}
	return fmt.Errorf("no AWS credentials could be had (%w): %s", Plain(err), remedy)
}

const remedy = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (`aws configure export-credentials --format env` prints them)"

var errNoCredentials = errors.New("no AWS credentials were found: " + remedy)

// nowhere reports whether the whole chain was tried for credentials in vain.
func nowhere(err error) bool { return strings.Contains(err.Error(), "no EC2 IMDS role found") }

// Plain is the sentence of an API error without the SDK's account of the call.
func Plain(err error) error {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return fmt.Errorf("%s: %s", api.ErrorCode(), api.ErrorMessage())
	}
	if err != nil && nowhere(err) {
		return errNoCredentials
	}
	if _, ok := errors.AsType[*smithy.DeserializationError](err); ok {
		status := "an answer"
		if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
			status = fmt.Sprintf("an answer with status %d", response.HTTPStatusCode())
		}
		return errors.New(status + " that is not as AWS writes it: what answers there is no such service")
	}
	return err
}
