package lambdaapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

func TestFunctionLifecycle(t *testing.T) {
	b := start(t, Options{})
	ctx := t.Context()
	in := createInput("fn")
	in.MemorySize, in.Timeout = new(int32(256)), new(int32(7))
	in.Environment = &types.Environment{Variables: map[string]string{"KEY": "value"}}
	in.Architectures = []types.Architecture{types.ArchitectureArm64}
	in.EphemeralStorage = &types.EphemeralStorage{Size: new(int32(1024))}
	in.Tags = map[string]string{"team": "a"}
	created, err := b.CreateFunction(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	if created.State != types.StatePending || *created.FunctionArn != arn("fn") || *created.Version != latest {
		t.Errorf("created %s %s %s", created.State, *created.FunctionArn, *created.Version)
	}
	got, err := b.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: new("fn")})
	if err != nil {
		t.Fatal(err)
	}
	c := got.Configuration
	if c.State != types.StateActive || c.LastUpdateStatus != types.LastUpdateStatusSuccessful {
		t.Errorf("state %s %s", c.State, c.LastUpdateStatus)
	}
	if *c.RevisionId == *created.RevisionId {
		t.Error("the revision id did not change when the function became active, as it does on AWS")
	}
	if *c.MemorySize != 256 || *c.Timeout != 7 || c.Environment.Variables["KEY"] != "value" ||
		c.Architectures[0] != types.ArchitectureArm64 || *c.EphemeralStorage.Size != 1024 ||
		c.Runtime != types.RuntimeProvidedal2023 || *c.Handler != "builtin:hello" || got.Tags["team"] != "a" {
		t.Errorf("configuration %+v", c)
	}
	if _, err := time.Parse("2006-01-02T15:04:05.000-0700", *c.LastModified); err != nil {
		t.Error(err)
	}
	deleted, err := b.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: new("fn")})
	if err != nil || deleted.StatusCode != http.StatusNoContent {
		t.Fatalf("delete: %v %v", deleted, err)
	}
	wantTold(t, b.fake, "retire fn:$LATEST 256 MB")
	_, err = b.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: new("fn")})
	wantError(t, err, codeNotFound, "Function not found: "+arn("fn"))
}

func TestRevisionGivenToPlatform(t *testing.T) {
	b := start(t, Options{})
	in := createInput("fn")
	in.MemorySize, in.Timeout = new(int32(512)), new(int32(9))
	in.Environment = &types.Environment{Variables: map[string]string{"KEY": "value"}}
	if _, err := b.CreateFunction(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
	rev := b.fake.last(t).Revision
	want := sandbox.Revision{
		FunctionName: "fn", Version: latest, ARN: arn("fn"), Serial: rev.Serial, Handler: sandbox.Handler{Builtin: "hello"},
		MemoryMB: 512, Timeout: 9 * time.Second, EphemeralMB: 512, Architecture: "x86_64", Runtime: "provided.al2023",
	}
	got := *rev
	if got.Env["KEY"] != "value" || len(got.Env) != 1 {
		t.Errorf("environment %v", got.Env)
	}
	got.Env = nil
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("revision %+v\nwant     %+v", got, want)
	}
}

func TestCreateErrors(t *testing.T) {
	b := start(t, Options{
		CheckBuiltin: func(name string) error {
			if name != "hello" {
				return fmt.Errorf("there is no built-in function %q", name)
			}
			return nil
		},
		Account: sandbox.Account{Concurrency: 1000},
	})
	b.mustCreate(t, "taken")
	with := func(change func(*lambda.CreateFunctionInput)) func(context.Context) error {
		return func(ctx context.Context) error {
			in := createInput("fn")
			change(in)
			_, err := b.CreateFunction(ctx, in)
			return err
		}
	}
	const one = "1 validation error detected: "
	const env = "Lambda was unable to configure your environment variables because the environment variables you have provided "
	runFailures(t, []failure{
		{"taken", with(func(in *lambda.CreateFunctionInput) { in.FunctionName = new("taken") }),
			codeConflict, "Function already exist: taken"},
		{"memory too small", with(func(in *lambda.CreateFunctionInput) { in.MemorySize = new(int32(127)) }),
			codeValidation, one + "Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128"},
		{"memory too large", with(func(in *lambda.CreateFunctionInput) { in.MemorySize = new(int32(10241)) }),
			codeValidation, one + "Value '10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240"},
		{"no time", with(func(in *lambda.CreateFunctionInput) { in.Timeout = new(int32(0)) }),
			codeValidation, one + "Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{"too long", with(func(in *lambda.CreateFunctionInput) { in.Timeout = new(int32(901)) }),
			codeValidation, one + "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900"},
		{"two at once", with(func(in *lambda.CreateFunctionInput) { in.Timeout, in.MemorySize = new(int32(901)), new(int32(1)) }),
			codeValidation, "2 validation errors detected: Value '1' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128; Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900"},
		{"storage", with(func(in *lambda.CreateFunctionInput) {
			in.EphemeralStorage = &types.EphemeralStorage{Size: new(int32(100))}
		}), codeValidation, one + "Value '100' at 'ephemeralStorage.size' failed to satisfy constraint: Member must have value greater than or equal to 512"},
		{"name", with(func(in *lambda.CreateFunctionInput) { in.FunctionName = new("a b") }),
			codeValidation, one + "Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: " + createNamePattern},
		{"long name", with(func(in *lambda.CreateFunctionInput) { in.FunctionName = new(strings.Repeat("a", 65)) }),
			codeValidation, one + "Value '" + strings.Repeat("a", 65) + "' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64"},
		{"architectures", with(func(in *lambda.CreateFunctionInput) { in.Architectures = []types.Architecture{"x86_64", "arm64"} }),
			codeValidation, one + "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1"},
		{"architecture", with(func(in *lambda.CreateFunctionInput) { in.Architectures = []types.Architecture{"X86_64"} }),
			codeValidation, one + "Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]"},
		{"environment", with(func(in *lambda.CreateFunctionInput) {
			in.Environment = &types.Environment{Variables: map[string]string{"LARGE": strings.Repeat("x", 4096)}}
		}), codeInvalidParameter, env + `exceeded the 4KB limit. String measured: {"LARGE":"` + strings.Repeat("x", 4096) + `"}`},
		{"reserved variable", with(func(in *lambda.CreateFunctionInput) {
			in.Environment = &types.Environment{Variables: map[string]string{"AWS_REGION": "x"}}
		}), codeInvalidParameter, env + "contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION"},
		{"variable's name", with(func(in *lambda.CreateFunctionInput) {
			in.Environment = &types.Environment{Variables: map[string]string{"A=B": "x"}}
		}), codeValidation, one + "Value 'A=B' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]"},
		{"region", with(func(in *lambda.CreateFunctionInput) {
			in.FunctionName = new("arn:aws:lambda:eu-west-1:000000000000:function:fn")
		}), codeNotFound, "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"},
		{"layers", with(func(in *lambda.CreateFunctionInput) { in.Layers = []string{"l"} }),
			codeInvalidParameter, "Layers is not supported by this sandbox: leave it out"},
		{"snapstart", with(func(in *lambda.CreateFunctionInput) { in.SnapStart = &types.SnapStart{ApplyOn: "Always"} }),
			codeValidation, one + "Value 'Always' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy enum value set: [PublishedVersions, None]"},
		{"logging", with(func(in *lambda.CreateFunctionInput) { in.LoggingConfig = &types.LoggingConfig{LogFormat: "XML"} }),
			codeValidation, one + "Value 'XML' at 'loggingConfig.logFormat' failed to satisfy constraint: Member must satisfy enum value set: [JSON, Text]"},
		{"builtin", with(func(in *lambda.CreateFunctionInput) { in.Handler = new("builtin:nope") }),
			codeInvalidParameter, `the function cannot run here: there is no built-in function "nope"`},
		{"package", with(func(in *lambda.CreateFunctionInput) { in.PackageType = "Tar" }),
			codeValidation, one + "Value 'Tar' at 'packageType' failed to satisfy constraint: Member must satisfy enum value set: [Image, Zip]"},
	})
}

func TestUpdateConfiguration(t *testing.T) {
	b := start(t, Options{UpdateDelay: time.Hour})
	now := time.Now()
	b.server.registry.now = func() time.Time { return now }
	ctx := t.Context()
	b.mustCreate(t, "fn")
	_, err := b.Invoke(ctx, &lambda.InvokeInput{FunctionName: new("fn")})
	wantError(t, err, codeConflict, "The operation cannot be performed at this time. The function is currently in the following state: Pending")
	now = now.Add(time.Hour)
	b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})

	update := func(mb int32, revision *string) (*lambda.UpdateFunctionConfigurationOutput, error) {
		return b.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{
			FunctionName: new("fn"), MemorySize: &mb, RevisionId: revision,
		})
	}
	_, err = update(256, new("overtaken"))
	wantError(t, err, codePrecondition, errRevision.message)
	got, err := update(256, nil)
	if err != nil || got.LastUpdateStatus != types.LastUpdateStatusInProgress || *got.MemorySize != 256 {
		t.Fatalf("update: %v %v", got, err)
	}
	inProgress := "The operation cannot be performed at this time. An update is in progress for resource: " + arn("fn")
	_, err = update(512, nil)
	wantError(t, err, codeConflict, inProgress)
	_, err = b.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: new("fn")})
	wantError(t, err, codeConflict, inProgress)

	b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
	if mb := b.fake.last(t).Revision.MemoryMB; mb != 128 {
		t.Errorf("an invocation during the update ran at %d MB, want the old 128", mb)
	}
	wantTold(t, b.fake)
	now = now.Add(time.Hour)
	cfg, err := b.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: new("fn")})
	if err != nil || cfg.LastUpdateStatus != types.LastUpdateStatusSuccessful || *cfg.RevisionId == *got.RevisionId {
		t.Fatalf("after the update: %v %v", cfg, err)
	}
	wantTold(t, b.fake, "retire fn:$LATEST 128 MB")
	b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
	if mb := b.fake.last(t).Revision.MemoryMB; mb != 256 {
		t.Errorf("an invocation after the update ran at %d MB, want 256", mb)
	}
	if _, err := update(512, cfg.RevisionId); err != nil {
		t.Errorf("update at the latest revision id: %v", err)
	}
}

func TestInvokeEndsDueUpdate(t *testing.T) {
	b := start(t, Options{UpdateDelay: time.Hour})
	now := time.Now()
	b.server.registry.now = func() time.Time { return now }
	b.mustCreate(t, "fn")
	now = now.Add(time.Hour)
	if _, err := b.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: new("fn"), MemorySize: new(int32(256))}); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
	if mb := b.fake.last(t).Revision.MemoryMB; mb != 256 {
		t.Errorf("ran at %d MB, want 256", mb)
	}
	for len(b.fake.takeTold()) == 0 { // the old revision is retired beside the invocation
		time.Sleep(time.Millisecond)
	}
}

func TestUpdateKeepsWhatItDoesNotName(t *testing.T) {
	b := start(t, Options{})
	in := createInput("fn")
	in.Environment = &types.Environment{Variables: map[string]string{"KEY": "value"}}
	in.Description, in.Timeout = new("text"), new(int32(11))
	if _, err := b.CreateFunction(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	got, err := b.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: new("fn"), MemorySize: new(int32(1769))})
	if err != nil {
		t.Fatal(err)
	}
	if *got.Timeout != 11 || *got.Description != "text" || got.Environment.Variables["KEY"] != "value" || *got.Handler != "builtin:hello" {
		t.Errorf("after the update: %+v", got)
	}
}

func TestUpdateErrors(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	runFailures(t, []failure{
		{"no function", func(ctx context.Context) error {
			_, err := b.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: new("none")})
			return err
		}, codeNotFound, "Function not found: " + arn("none")},
		{"memory", func(ctx context.Context) error {
			_, err := b.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: new("fn"), MemorySize: new(int32(1))})
			return err
		}, codeValidation, "1 validation error detected: Value '1' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128"},
		{"handler", func(ctx context.Context) error {
			_, err := b.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: new("fn"), Handler: new("app.handler")})
			return err
		}, codeInvalidParameter, `handler "app.handler" has none of the forms that this sandbox runs: ` + handlerForms},
		{"code of none", func(ctx context.Context) error {
			_, err := b.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: new("none")})
			return err
		}, codeNotFound, "Function not found: " + arn("none")},
		{"delete $LATEST", func(ctx context.Context) error {
			_, err := b.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: new("fn"), Qualifier: new(latest)})
			return err
		}, codeInvalidParameter, "$LATEST version cannot be deleted without deleting the function."},
		{"delete alias", func(ctx context.Context) error {
			_, err := b.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: new("fn"), Qualifier: new("live")})
			return err
		}, codeInvalidParameter, "Deletion of aliases is not currently supported."},
		{"list", func(ctx context.Context) error {
			_, err := b.ListFunctions(ctx, &lambda.ListFunctionsInput{FunctionVersion: "SOME"})
			return err
		}, codeValidation, "1 validation error detected: Value 'SOME' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]"},
	})
}

func TestWaiters(t *testing.T) {
	b := start(t, Options{UpdateDelay: 5 * time.Millisecond})
	b.mustCreate(t, "fn")
	const long = 30 * time.Second
	fn := &lambda.GetFunctionInput{FunctionName: new("fn")}
	err := lambda.NewFunctionActiveV2Waiter(b, func(o *lambda.FunctionActiveV2WaiterOptions) { o.MinDelay = 5 * time.Millisecond }).Wait(t.Context(), fn, long)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: new("fn"), MemorySize: new(int32(256))}); err != nil {
		t.Fatal(err)
	}
	err = lambda.NewFunctionUpdatedV2Waiter(b, func(o *lambda.FunctionUpdatedV2WaiterOptions) { o.MinDelay = 5 * time.Millisecond }).Wait(t.Context(), fn, long)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.PublishVersion(t.Context(), &lambda.PublishVersionInput{FunctionName: new("fn")}); err != nil {
		t.Fatal(err)
	}
	published := &lambda.GetFunctionConfigurationInput{FunctionName: new("fn"), Qualifier: new("1")}
	err = lambda.NewPublishedVersionActiveWaiter(b, func(o *lambda.PublishedVersionActiveWaiterOptions) { o.MinDelay = 5 * time.Millisecond }).Wait(t.Context(), published, long)
	if err != nil {
		t.Fatal(err)
	}
}

func TestListFunctionsPages(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "a", "a-b", "ab", "b")
	b.mustPublish(t, "a", "one")
	for _, tc := range []struct {
		which types.FunctionVersion
		want  []string
	}{
		{"", []string{arn("a"), arn("a-b"), arn("ab"), arn("b")}},
		{types.FunctionVersionAll, []string{arn("a:$LATEST"), arn("a:1"), arn("a-b:$LATEST"), arn("ab:$LATEST"), arn("b:$LATEST")}},
	} {
		for _, size := range []int32{1, 2, 50} {
			var got []string
			pages := lambda.NewListFunctionsPaginator(b, &lambda.ListFunctionsInput{FunctionVersion: tc.which, MaxItems: &size})
			for pages.HasMorePages() {
				part, err := pages.NextPage(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range part.Functions {
					got = append(got, *f.FunctionArn)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("%q by %d: %v, want %v", tc.which, size, got, tc.want)
			}
		}
	}
}

func TestTags(t *testing.T) {
	b := start(t, Options{})
	ctx := t.Context()
	b.mustCreate(t, "fn")
	if _, err := b.TagResource(ctx, &lambda.TagResourceInput{Resource: new(arn("fn")), Tags: map[string]string{"a": "1", "b": "2"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.UntagResource(ctx, &lambda.UntagResourceInput{Resource: new(arn("fn")), TagKeys: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	got, err := b.ListTags(ctx, &lambda.ListTagsInput{Resource: new(arn("fn"))})
	if err != nil || len(got.Tags) != 1 || got.Tags["b"] != "2" {
		t.Errorf("tags %v %v", got, err)
	}
	_, err = b.ListTags(ctx, &lambda.ListTagsInput{Resource: new(arn("fn:1"))})
	wantError(t, err, codeInvalidParameter, "Tags on function aliases and versions are not supported. Please specify a function ARN.")
	many := map[string]string{}
	for i := range 50 {
		many[fmt.Sprint(i)] = ""
	}
	_, err = b.TagResource(ctx, &lambda.TagResourceInput{Resource: new(arn("fn")), Tags: many})
	wantError(t, err, codeInvalidParameter, "Number of tags exceeds resource tag limit.")
}

func TestUnsupportedOperationIsNamed(t *testing.T) {
	b := start(t, Options{})
	_, err := b.RemovePermission(t.Context(), &lambda.RemovePermissionInput{FunctionName: new("fn"), StatementId: new("s")})
	wantError(t, err, codeUnknownOperation, "RemovePermission is not supported by this sandbox")
	_, err = b.ListLayers(t.Context(), &lambda.ListLayersInput{})
	wantError(t, err, codeUnknownOperation, "ListLayers is not supported by this sandbox")
}

func TestPanicIsAnAnswer(t *testing.T) {
	fake := &fakeInvoker{answer: func(context.Context, sandbox.Request) (*sandbox.Result, error) { panic("boom") }}
	b := start(t, Options{Invoker: fake})
	b.mustCreate(t, "fn")
	for range 2 {
		_, err := b.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: new("fn")})
		wantError(t, err, codeService, "the sandbox failed: boom")
	}
	fake.answer = func(context.Context, sandbox.Request) (*sandbox.Result, error) { return nil, errors.New("no disk") }
	_, err := b.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: new("fn")})
	wantError(t, err, codeService, "the sandbox failed: no disk")
}
