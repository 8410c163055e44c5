package lambdaapi

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestLogsOfAGroupThatWasCreated(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn", "other")
	logs := cloudwatchlogs.New(cloudwatchlogs.Options{Region: DefaultRegion, BaseEndpoint: new(b.url), Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")})
	group := "/aws/lambda/fn"
	_, err := logs.FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: &group})
	if gone := new(types.ResourceNotFoundException); !errors.As(err, &gone) {
		t.Errorf("%v", err)
	}
	if _, err := logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &group}); err != nil {
		t.Fatal(err)
	}
	_, err = logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &group})
	if twice := new(types.ResourceAlreadyExistsException); !errors.As(err, &twice) {
		t.Errorf("%v", err)
	}
	for _, name := range []string{"fn", "fn", "other"} {
		b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new(name)})
	}
	out, err := logs.FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: &group, FilterPattern: new(`?REPORT ?"timed out"`)})
	if err != nil || len(out.Events) != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	if e := out.Events[0]; !strings.HasPrefix(*e.Message, "REPORT RequestId: ") || !strings.HasSuffix(*e.LogStreamName, "/[$LATEST]env-1") || *e.Timestamp == 0 {
		t.Errorf("%s in %s", *e.Message, *e.LogStreamName)
	}
	if _, err := logs.DeleteLogGroup(t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: &group}); err != nil {
		t.Fatal(err)
	}
	list, err := logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})
	if err != nil || len(list.LogGroups) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestFunctionsMakeTheirGroupsWhereThatIsAskedFor(t *testing.T) {
	b := start(t, Options{KeepLogs: true})
	b.mustCreate(t, "fn")
	b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
	logs := cloudwatchlogs.New(cloudwatchlogs.Options{Region: DefaultRegion, BaseEndpoint: new(b.url), Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")})
	out, err := logs.FilterLogEvents(t.Context(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: new("/aws/lambda/fn"), FilterPattern: new("?REPORT")})
	if err != nil || len(out.Events) != 1 {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestEventsComeInPages(t *testing.T) {
	events := make([]logEvent, maxLogPage+1)
	for i := range events {
		events[i].Timestamp = int64(i)
	}
	page := found(events, logsRequest{}).(map[string]any)
	if n := len(page["events"].([]logEvent)); n != maxLogPage {
		t.Errorf("%d events", n)
	}
	next := found(events, logsRequest{NextToken: page["nextToken"].(string)}).(map[string]any)
	if rest := next["events"].([]logEvent); len(rest) != 1 || rest[0].Timestamp != maxLogPage || next["nextToken"] != nil {
		t.Errorf("%+v", next)
	}
	if within := found(events, logsRequest{StartTime: 3, EndTime: 5}).(map[string]any)["events"].([]logEvent); len(within) != 2 {
		t.Errorf("%+v", within)
	}
}

func TestWhoAsks(t *testing.T) {
	b := start(t, Options{})
	who, err := sts.New(sts.Options{Region: DefaultRegion, BaseEndpoint: new(b.url), Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")}).
		GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil || *who.Account != DefaultAccountID {
		t.Errorf("%+v, %v", who, err)
	}
}
