package offers

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awspricing "github.com/aws/aws-sdk-go-v2/service/pricing"
	"github.com/aws/aws-sdk-go-v2/service/pricing/types"
)

// GetProducts is the part of the AWS SDK's pricing client that Query needs;
// *pricing.Client of github.com/aws/aws-sdk-go-v2/service/pricing has it.
type GetProducts interface {
	GetProducts(context.Context, *awspricing.GetProductsInput, ...func(*awspricing.Options)) (*awspricing.GetProductsOutput, error)
}

var _ GetProducts = (*awspricing.Client)(nil)

const (
	pageSize = 100    // products a page, the most that the API gives
	maxPages = 10_000 // pages of one query; EC2 in one region has some 1,000
)

// Query asks AWS for the products of a service, in the regions of the scope or
// all, page by page. The caller needs the permission pricing:GetProducts; the
// API is free.
func (a *AWS) Query(ctx context.Context, client GetProducts, service string) error {
	if err := a.wants(service); err != nil {
		return err
	}
	regions := a.scope.Regions
	if len(regions) == 0 {
		regions = []string{""}
	}
	for _, region := range regions {
		if err := a.queryRegion(ctx, client, service, region); err != nil {
			return fmt.Errorf("%s %s: %w", service, region, err)
		}
	}
	return nil
}

// queryRegion asks for the products of one region, "" for all.
func (a *AWS) queryRegion(ctx context.Context, client GetProducts, service, region string) error {
	in := &awspricing.GetProductsInput{
		ServiceCode: aws.String(service), FormatVersion: aws.String("aws_v1"), MaxResults: aws.Int32(pageSize),
	}
	if region != "" {
		in.Filters = []types.Filter{{Type: types.FilterTypeTermMatch, Field: aws.String(regionField(service)), Value: aws.String(region)}}
	}
	for range maxPages {
		out, err := client.GetProducts(ctx, in)
		if err != nil {
			return err
		}
		for _, text := range out.PriceList {
			if err := a.takeItem([]byte(text)); err != nil {
				return err
			}
		}
		if aws.ToString(out.NextToken) == "" {
			return nil
		}
		in.NextToken = out.NextToken
	}
	return fmt.Errorf("more than %d pages", maxPages)
}

// regionField is the attribute that holds a row's region.
func regionField(service string) string {
	if service == "AWSDataTransfer" {
		return "fromRegionCode"
	}
	return "regionCode"
}
