package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	tagging "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi/types"
)

// RunTag is the tag that everything carries that a run makes; its value is the
// run's ID.
const RunTag = "sweetspot:run"

// Tagged is a resource with RunTag.
type Tagged struct {
	ARN string
	Run string
}

// FindTagged finds what runs have made in the region, of all kinds or of those
// that are named as the tagging API names them: "lambda:function". The API lists
// what had a tag once, too, some time after it is gone, so that a resource may
// be listed that does not exist.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
func FindTagged(ctx context.Context, c aws.Config, kinds ...string) ([]Tagged, error) {
	var found []Tagged
	pages := tagging.NewGetResourcesPaginator(tagging.NewFromConfig(c), &tagging.GetResourcesInput{
		TagFilters: []types.TagFilter{{Key: aws.String(RunTag)}}, ResourceTypeFilters: kinds,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return found, fmt.Errorf("cannot look for what runs have left: %w", Plain(err))
		}
		for _, r := range page.ResourceTagMappingList {
			for _, tag := range r.Tags {
				if aws.ToString(tag.Key) == RunTag {
					found = append(found, Tagged{aws.ToString(r.ResourceARN), aws.ToString(tag.Value)})
				}
			}
		}
	}
	return found, nil
}
