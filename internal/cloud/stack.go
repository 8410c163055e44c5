package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// StackResource is the physical name of a resource of a stack: of a function
// its name. It needs the permission cloudformation:DescribeStackResource.
func StackResource(ctx context.Context, a Access, stack, logical string) (string, error) {
	config, err := Open(ctx, a)
	if err != nil {
		return "", err
	}
	out, err := cloudformation.NewFromConfig(config).DescribeStackResource(ctx, &cloudformation.DescribeStackResourceInput{
		StackName: aws.String(stack), LogicalResourceId: aws.String(logical),
	})
	if err != nil {
		return "", fmt.Errorf("cannot find %s in the stack %s of %s (cloudformation:DescribeStackResource): %w", logical, stack, a.Region, Plain(err))
	}
	name := aws.ToString(out.StackResourceDetail.PhysicalResourceId)
	if name == "" {
		return "", fmt.Errorf("%s of the stack %s has no physical name yet: is the stack deployed?", logical, stack)
	}
	return name, nil
}
