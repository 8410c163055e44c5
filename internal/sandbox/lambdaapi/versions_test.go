package lambdaapi

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

func publish(t *testing.T, b *bench, in lambda.PublishVersionInput) *lambda.PublishVersionOutput {
	t.Helper()
	in.FunctionName = new("fn")
	out, err := b.PublishVersion(t.Context(), &in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func describe(t *testing.T, b *bench, text string) {
	t.Helper()
	_, err := b.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: new("fn"), Description: &text})
	if err != nil {
		t.Fatal(err)
	}
}

func versions(t *testing.T, b *bench) (out []string) {
	t.Helper()
	pages := lambda.NewListVersionsByFunctionPaginator(b, &lambda.ListVersionsByFunctionInput{FunctionName: new("fn"), MaxItems: new(int32(2))})
	for pages.HasMorePages() {
		part, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range part.Versions {
			out = append(out, *v.Version)
		}
	}
	return out
}

func TestPublishVersion(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	first := publish(t, b, lambda.PublishVersionInput{Description: new("first")})
	if *first.Version != "1" || *first.FunctionArn != arn("fn:1") || *first.Description != "first" || first.State != types.StateActive {
		t.Errorf("first %+v", first)
	}
	if again := publish(t, b, lambda.PublishVersionInput{Description: new("other")}); *again.Version != "1" || *again.RevisionId != *first.RevisionId {
		t.Errorf("an unchanged function published %s", *again.Version)
	}
	describe(t, b, "changed")
	if second := publish(t, b, lambda.PublishVersionInput{}); *second.Version != "2" || *second.Description != "changed" {
		t.Errorf("second %s %q", *second.Version, *second.Description)
	}
	describe(t, b, "again")
	describe(t, b, "changed")
	if same := publish(t, b, lambda.PublishVersionInput{}); *same.Version != "2" {
		t.Errorf("a function changed back published %s", *same.Version)
	}
	if got := versions(t, b); !slices.Equal(got, []string{latest, "1", "2"}) {
		t.Errorf("versions %v", got)
	}
	b.fake.takeTold()
	if _, err := b.DeleteFunction(t.Context(), &lambda.DeleteFunctionInput{FunctionName: new("fn"), Qualifier: new("2")}); err != nil {
		t.Fatal(err)
	}
	wantTold(t, b.fake, "retire fn:2 128 MB")
	if third := publish(t, b, lambda.PublishVersionInput{}); *third.Version != "3" {
		t.Errorf("after the last version was deleted, %s was published, want a new one", *third.Version)
	}
}

func TestVersionsPageBeyondTen(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	want := []string{latest}
	for i := range 11 {
		b.mustPublish(t, "fn", fmt.Sprint(i))
		want = append(want, fmt.Sprint(i+1))
	}
	if got := versions(t, b); !slices.Equal(got, want) {
		t.Errorf("versions %v, want %v", got, want)
	}
}

func TestVersionsHaveTheirOwnRevisions(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	publish(t, b, lambda.PublishVersionInput{})
	serials := map[uint64]bool{}
	for _, name := range []string{"fn", "fn:1", "fn:$LATEST"} {
		b.mustInvoke(t, &lambda.InvokeInput{FunctionName: &name})
		serials[b.fake.last(t).Revision.Serial] = true
	}
	describe(t, b, "changed")
	b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
	serials[b.fake.last(t).Revision.Serial] = true
	if len(serials) != 3 {
		t.Errorf("%d serials, want one of $LATEST before, one after and one of version 1", len(serials))
	}
}

func TestPublishOnCreate(t *testing.T) {
	b := start(t, Options{})
	in := createInput("fn")
	in.Publish = true
	out, err := b.CreateFunction(t.Context(), in)
	if err != nil || *out.Version != "1" || *out.FunctionArn != arn("fn") {
		t.Fatalf("created %v %v", out, err)
	}
	if again := publish(t, b, lambda.PublishVersionInput{}); *again.Version != "1" {
		t.Errorf("published %s", *again.Version)
	}
}

func TestPublishErrors(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	cfg, err := b.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: new("fn")})
	if err != nil {
		t.Fatal(err)
	}
	with := func(in lambda.PublishVersionInput) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := b.PublishVersion(ctx, &in)
			return err
		}
	}
	runFailures(t, []failure{
		{"no function", with(lambda.PublishVersionInput{FunctionName: new("none")}), codeNotFound, "Function not found: " + arn("none")},
		{"hash", with(lambda.PublishVersionInput{FunctionName: new("fn"), CodeSha256: new("abc")}), codeInvalidParameter,
			"CodeSHA256 (abc) is different from current CodeSHA256 in $LATEST (" + *cfg.CodeSha256 + "). Please try again with the CodeSHA256 in $LATEST."},
		{"revision", with(lambda.PublishVersionInput{FunctionName: new("fn"), RevisionId: new("abc")}), codePrecondition, errRevision.message},
	})
	publish(t, b, lambda.PublishVersionInput{CodeSha256: cfg.CodeSha256, RevisionId: cfg.RevisionId})
	if err := with(lambda.PublishVersionInput{FunctionName: new("fn"), RevisionId: cfg.RevisionId})(t.Context()); err == nil {
		t.Error("the revision id of before a publishing is still taken; AWS changes it")
	}
}

func TestUpdateCode(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	b.fake.takeTold()
	ctx := t.Context()
	dry, err := b.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: new("fn"), DryRun: true, Architectures: []types.Architecture{"arm64"}})
	if err != nil || dry.LastUpdateStatus != types.LastUpdateStatusSuccessful || dry.Architectures[0] != "x86_64" {
		t.Errorf("dry run %v %v", dry, err)
	}
	wantTold(t, b.fake)
	out, err := b.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: new("fn"), Publish: true, Architectures: []types.Architecture{"arm64"}})
	if err != nil || *out.Version != "1" || out.Architectures[0] != "arm64" {
		t.Fatalf("update %v %v", out, err)
	}
	wantTold(t, b.fake, "retire fn:$LATEST 128 MB")
}

func TestAliases(t *testing.T) {
	b := start(t, Options{})
	ctx := t.Context()
	b.mustCreate(t, "fn")
	b.mustPublish(t, "fn", "one")
	b.mustPublish(t, "fn", "two")
	created, err := b.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: new("fn"), Name: new("live"), FunctionVersion: new("1"), Description: new("d"),
		RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{"2": 1}}})
	if err != nil || *created.AliasArn != arn("fn:live") || created.RoutingConfig.AdditionalVersionWeights["2"] != 1 {
		t.Fatalf("created %v %v", created, err)
	}
	if out := b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn:live")}); *out.ExecutedVersion != "2" {
		t.Errorf("with all weight on 2, version %s ran", *out.ExecutedVersion)
	}
	cfg, err := b.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: new("fn"), Qualifier: new("live")})
	if err != nil || *cfg.Version != "1" || *cfg.FunctionArn != arn("fn:live") {
		t.Errorf("the alias's function: %v %v", cfg, err)
	}
	updated, err := b.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: new("fn"), Name: new("live"), RevisionId: created.RevisionId,
		FunctionVersion: new("2"), RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{}}})
	if err != nil || *updated.FunctionVersion != "2" || *updated.Description != "d" || updated.RoutingConfig != nil || *updated.RevisionId == *created.RevisionId {
		t.Fatalf("updated %v %v", updated, err)
	}
	if _, err := b.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: new("fn"), Name: new("old"), FunctionVersion: new("1")}); err != nil {
		t.Fatal(err)
	}
	list := func(version *string) (names []string) {
		pages := lambda.NewListAliasesPaginator(b, &lambda.ListAliasesInput{FunctionName: new("fn"), FunctionVersion: version, MaxItems: new(int32(1))})
		for pages.HasMorePages() {
			part, err := pages.NextPage(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range part.Aliases {
				names = append(names, *a.Name)
			}
		}
		return names
	}
	if got := list(nil); !slices.Equal(got, []string{"live", "old"}) {
		t.Errorf("aliases %v", got)
	}
	if got := list(new("1")); !slices.Equal(got, []string{"old"}) {
		t.Errorf("aliases of version 1 %v", got)
	}
	_, err = b.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: new("fn"), Qualifier: new("2")})
	wantError(t, err, codeConflict, "Version 2 of function fn cannot be deleted: it is referenced by alias live")
	for range 2 { // the second time it is not there, which is no error
		if _, err := b.DeleteAlias(ctx, &lambda.DeleteAliasInput{FunctionName: new("fn"), Name: new("live")}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = b.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: new("fn"), Name: new("live")})
	wantError(t, err, codeNotFound, "Cannot find alias arn: "+arn("fn:live"))
}

func TestAliasErrors(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	b.mustPublish(t, "fn", "one")
	b.mustPublish(t, "fn", "two")
	create := func(name, version string, weights map[string]float64) func(context.Context) error {
		return func(ctx context.Context) error {
			in := &lambda.CreateAliasInput{FunctionName: new("fn"), Name: &name, FunctionVersion: &version}
			if weights != nil {
				in.RoutingConfig = &types.AliasRoutingConfiguration{AdditionalVersionWeights: weights}
			}
			_, err := b.CreateAlias(ctx, in)
			return err
		}
	}
	if err := create("live", "1", nil)(t.Context()); err != nil {
		t.Fatal(err)
	}
	update := func(in lambda.UpdateAliasInput) func(context.Context) error {
		return func(ctx context.Context) error {
			in.FunctionName = new("fn")
			_, err := b.UpdateAlias(ctx, &in)
			return err
		}
	}
	const one = "1 validation error detected: "
	const weights = " at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: "
	runFailures(t, []failure{
		{"taken", create("live", "1", nil), codeConflict, "Alias already exists: " + arn("fn:live")},
		{"a number", create("2024", "1", nil), codeValidation, one + "Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"},
		{"no version", create("new", "9", nil), codeNotFound, "Function not found: " + arn("fn:9")},
		{"version's form", create("new", "v1", nil), codeValidation, one + `Value 'v1' at 'functionVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: (\$LATEST|[0-9]+)`},
		{"two weights", create("new", "1", map[string]float64{"1": .1, "2": .1}), codeInvalidParameter, "Number of items in AdditionalVersionWeights cannot be greater than 1"},
		{"own weight", create("new", "1", map[string]float64{"1": .1}), codeInvalidParameter, "Invalid function version 1. Function version 1 is already included in routing configuration."},
		{"weight from $LATEST", create("new", latest, map[string]float64{"1": .1}), codeInvalidParameter, "$LATEST is not supported for an alias pointing to more than 1 version"},
		{"weight to none", create("new", "1", map[string]float64{"9": .1}), codeNotFound, "Function not found: " + arn("fn:9")},
		{"weight to $LATEST", create("new", "1", map[string]float64{latest: .5}), codeValidation, one + "Value '{$LATEST=0.5}'" + weights + "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [0-9]+]"},
		{"weight above 1", create("new", "1", map[string]float64{"2": 2}), codeValidation, one + "Value '{2=2}'" + weights + "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]"},
		{"update none", update(lambda.UpdateAliasInput{Name: new("none")}), codeNotFound, "Alias not found: " + arn("fn:none")},
		{"update at a revision", update(lambda.UpdateAliasInput{Name: new("live"), RevisionId: new("x")}), codePrecondition, errRevision.message},
		{"list of none", func(ctx context.Context) error {
			_, err := b.ListAliases(ctx, &lambda.ListAliasesInput{FunctionName: new("none")})
			return err
		}, codeNotFound, "Function not found: " + arn("none")},
	})
}

func TestDraw(t *testing.T) {
	a := alias{version: "1", weights: map[string]float64{"2": .25}}
	for dice, want := range map[float64]string{0: "2", .2499: "2", .25: "1", math.Nextafter(1, 0): "1"} {
		if got := a.draw(dice); got != want {
			t.Errorf("draw(%v) = %s, want %s", dice, got, want)
		}
	}
	if got := (&alias{version: "1"}).draw(0); got != "1" {
		t.Errorf("without weights: %s", got)
	}
}

func TestPageMarkerOfDeletedItem(t *testing.T) {
	got, next, err := page([]string{"a", "c", "d"}, map[string][]string{"Marker": {"b"}, "MaxItems": {"1"}}, strings.Clone)
	if err != nil || !slices.Equal(got, []string{"c"}) || next != "c" {
		t.Errorf("page %v %q %v", got, next, err)
	}
	if _, _, err := page([]string{"a"}, map[string][]string{"MaxItems": {"0"}}, strings.Clone); err == nil {
		t.Error("MaxItems 0 was taken")
	}
}
