package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// fromFlags say which function of a template a scenario is made of.
type fromFlags struct {
	template, resource, provider, stack, region, profile string
}

func (f *fromFlags) flags(flags *pflag.FlagSet) {
	flags.StringVar(&f.template, "from", "", "SAM or CloudFormation template to make the scenario of, in place of a file: the code beside it, or with --provider aws the deployed function")
	flags.StringVar(&f.resource, "resource", "", "with --from: logical name of the function, where the template has several")
	flags.StringVar(&f.provider, "provider", "", "with --from: local or aws (default \"local\")")
	flags.StringVar(&f.stack, "stack", "", "with --from and --provider aws: the stack that the template was deployed as (default: stack_name of samconfig.toml beside it)")
	flags.StringVar(&f.region, "region", "", "with --from: region of the prices, and of the stack (default: AWS_REGION, or "+scenarios.DefaultRegion+")")
	flags.StringVar(&f.profile, "profile", "", "with --from and --provider aws: profile of the AWS configuration that finds the stack")
}

// used reports whether a template is to be read.
func (f *fromFlags) used() bool { return f.template != "" }

// check says what does not go together.
func (f *fromFlags) check(cmd *cobra.Command, args []string) error {
	if err := notEmpty(cmd, "from", "name a template, such as --from template.yaml"); err != nil {
		return err
	}
	if !f.used() {
		for _, name := range []string{"resource", "provider", "stack", "region", "profile"} {
			if cmd.Flags().Changed(name) {
				return fmt.Errorf("--%s goes with --from TEMPLATE", name)
			}
		}
		return nil
	}
	aws := f.provider == string(scenarios.ProviderAWS)
	switch {
	case len(args) > 0:
		return fmt.Errorf("--from makes the scenario: leave out %s", args[0])
	case !slices.Contains([]string{"", string(scenarios.ProviderLocal), string(scenarios.ProviderAWS)}, f.provider):
		return fmt.Errorf("--provider is local or aws, not %q", f.provider)
	case !aws && (f.stack != "" || f.profile != ""):
		return errors.New("--stack and --profile go with --provider aws: what is deployed is not asked about otherwise")
	}
	return nil
}

// resolve fills in what the machine's configuration says, so that the same
// scenario is made again later.
func (f *fromFlags) resolve() (err error) {
	f.region = cmp.Or(f.region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"), scenarios.DefaultRegion)
	if f.provider == string(scenarios.ProviderAWS) && f.stack == "" {
		f.stack, err = samStack(f.template)
	}
	if f.stack != "" && !stackName.MatchString(f.stack) {
		err = errors.Join(err, fmt.Errorf("%q is not the name of a stack: letters, digits and hyphens, a letter first, or its ARN", f.stack))
	}
	return err
}

// stackName is a name or an ARN of a stack.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
var stackName = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]{0,127}|arn:[A-Za-z0-9:/-]+)$`)

// samStack is the stack that the configuration of the SAM CLI beside a template
// names for its default environment, "" without one.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
func samStack(template string) (string, error) {
	v := viper.New()
	file := filepath.Join(filepath.Dir(template), "samconfig.toml")
	v.SetConfigFile(file)
	switch err := v.ReadInConfig(); {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("%s cannot be read (%w): name the stack with --stack", file, err)
	}
	return cmp.Or(v.GetString("default.deploy.parameters.stack_name"), v.GetString("default.global.parameters.stack_name")), nil
}

// made is the scenario's text, its file name, and what the template leaves open.
func (f *fromFlags) made(ctx context.Context) (name string, text []byte, notes []string, err error) {
	if err := f.resolve(); err != nil {
		return "", nil, nil, err
	}
	src := scenarios.TemplateSource{
		File: f.template, Resource: f.resource, Provider: scenarios.Provider(f.provider), Region: f.region, Profile: f.profile,
	}
	name, text, notes, err = scenarios.FromTemplate(src)
	missing, unnamed := errors.AsType[*scenarios.NotDeployedError](err)
	switch {
	case !unnamed:
		return name, text, notes, err
	case f.stack == "":
		return "", nil, nil, fmt.Errorf("%w: name its stack with --stack", err)
	}
	access := cloud.Access{Region: f.region, Profile: f.profile}
	if src.Name, err = cloud.StackResource(ctx, access, f.stack, missing.Resource); err != nil {
		return "", nil, nil, err
	}
	return scenarios.FromTemplate(src)
}

// ofTemplate is the entry of the scenario that a template makes.
func (a *app) ofTemplate(ctx context.Context, f runFlags) (*entry, error) {
	e := &entry{file: f.from.template, run: &run{from: &f.from}}
	name, text, notes, err := f.from.made(ctx)
	if err != nil {
		return e, err
	}
	for _, note := range notes {
		fmt.Fprintln(a.stderr, "sweetspot: warning:", note)
	}
	e.parse = func(sets ...string) (*scenarios.Scenario, error) {
		return scenarios.Parse(name, filepath.Dir(f.from.template), text, sets...)
	}
	return e, e.read(f)
}

// kept is what the manifest remembers.
func (f *fromFlags) kept() *rundir.From {
	return &rundir.From{Template: f.template, Resource: f.resource, Provider: f.provider, Stack: f.stack, Region: f.region, Profile: f.profile}
}

// fromKept are the flags that a run was made with.
func fromKept(k *rundir.From) *fromFlags {
	return &fromFlags{template: k.Template, resource: k.Resource, provider: k.Provider, stack: k.Stack, region: k.Region, profile: k.Profile}
}

// words are the flags as a command line has them.
func (f *fromFlags) words() []string {
	words := []string{"--from", f.template}
	for _, flag := range []struct{ name, value string }{
		{"resource", f.resource}, {"provider", f.provider}, {"stack", f.stack}, {"region", f.region}, {"profile", f.profile},
	} {
		if flag.value != "" {
			words = append(words, "--"+flag.name, flag.value)
		}
	}
	return words
}
