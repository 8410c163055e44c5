package scenarios

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

// compiled is the schema, ready to check with.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	src, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "schema.json", string(src))
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asJSON turns a scenario file into what a JSON Schema checker looks at; false
// where the file is no YAML that Parse would look at either.
func asJSON(t *testing.T, file string) (any, bool) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	clean, bad := text(file, src)
	if bad != nil {
		return nil, false
	}
	root, errs := parseTree(file, clean, strings.Split(clean, "\n"))
	if root == nil || len(errs) > 0 {
		return nil, false
	}
	d := &decoder{}
	body := d.json(root)
	if len(d.errs) > 0 {
		return nil, false
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatal(file, err)
	}
	return value, true
}

func TestSchemaAcceptsWhatParseAccepts(t *testing.T) {
	schema := compiled(t)
	for _, pattern := range []string{"library/*.yaml", "testdata/good/*.yaml"} {
		files, _ := filepath.Glob(pattern)
		if len(files) == 0 {
			t.Fatalf("no files %s", pattern)
		}
		for _, file := range files {
			if _, err := Read(file); err != nil {
				t.Errorf("%s: Parse: %v", file, err)
			}
			value, ok := asJSON(t, file)
			if !ok {
				t.Errorf("%s is not read", file)
				continue
			}
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s: schema: %v", file, err)
			}
		}
	}
}

// parseOnly are mistakes that a schema cannot see: they concern the text, other
// files, several places at once, or the values of quantities.
var parseOnly = strings.Fields(`
aws_versions aws_illegal cold_starts_idle current_from_nowhere
	command_missing python_missing_file payload_missing_file payload_file_not_json param_also_in_env param_reserved param_clashes_with_property
	matrix_explodes targets_same_name payload_same_name load_block_too_short ramp_flat rate_zero timeout_fraction timeout_too_long timeout_zero
	ephemeral_small gate_currency gate_dimension gate_for_no_variant gate_for_property gate_for_unknown gate_payload_unknown gate_payload_metric gate_payload_single gate_per_month gate_vs_fixed gate_regression_unit
	targets_two_bases targets_base_alone target_base
	objective_limit_currency objective_limit_unit tracing_w3c_function load_drop_vegeta
	http_url_port http_url_broken http_url_secret http_header_twice http_header_own http_timeout_long http_max_body http_memory http_sections
	http_cost_gate http_cost_gate_among http_objective http_objective_limit http_get_payload
	http_param_unknown http_param_without_matrix http_param_unused http_param_value http_param_secret http_param_of_commands http_apply_missing
	sine_amplitude sine_period spike_late spike_long spike_low steps_flat steps_many steps_uneven
	pricing_cache_http pricing_reconnects pricing_even_idle pricing_even_twice pricing_even_architecture pricing_overlay
	trace_bad_line trace_block_empty trace_half_minute trace_missing_file trace_no_arrivals trace_too_long
	replay_missing_file replay_bad_line replay_no_column replay_column replay_where_column replay_where_none replay_noise_large
	stop_when_few stop_when_trace http_stop_when
	replay_size replay_size_small replay_cold replay_cold_profile replay_params replay_sends replay_current
	settings secrets secrets_payload
	gateway_aws_cache gateway_aws_cold gateway_aws_cost_gate gateway_aws_id_of_url gateway_aws_key gateway_aws_memory gateway_aws_no_memory gateway_aws_stage gateway_aws_url
	env_one_letter gateway_authorizer_identities gateway_authorizer_query gateway_authorizer_simple gateway_authorizer_token gateway_cache_keys gateway_cache_keys_post
	gateway_cache_nothing gateway_cache_setting_nothing gateway_cors_credentials gateway_map_parameter gateway_route_alike gateway_route_parameter_twice
	gateway_auth_of_api gateway_auth_parts gateway_bearer gateway_cache gateway_get_body gateway_get_template gateway_no_payload gateway_no_request gateway_of_api
	gateway_payload_format gateway_quota_large gateway_route_of_api gateway_route_default gateway_route_path gateway_route_twice gateway_timeout request_of_function request_without_event
	memory_too_small container_cost container_current container_env container_get_payload container_illegal container_illegal_half container_illegal_pair
	ecs_illegal ecs_scale
	container_illegal_vcpu container_memory_of_function container_sizes container_sizes_of_function container_vcpu_of_function
	container_handlers_path container_services_at_least container_services_build container_services_default_path container_services_env container_services_mixed container_services_path
	container_ec2 container_instance container_stop_when
	gate_capacity search_base search_beside search_metric search_rates search_replay search_slow search_where`)

func TestSchemaRefusesWhatParseRefuses(t *testing.T) {
	schema := compiled(t)
	checked := 0
	for _, file := range badFiles(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		value, ok := asJSON(t, file)
		if !ok {
			continue // not even YAML
		}
		err := schema.Validate(value)
		seen := true
		for _, only := range parseOnly {
			seen = seen && only != name
		}
		if seen && err == nil {
			t.Errorf("%s passes the schema", name)
		}
		if !seen && err != nil {
			t.Errorf("%s need not be excused: the schema refuses it (%v)", name, err)
		}
		checked++
	}
	if checked < 60 {
		t.Errorf("only %d files were checked", checked)
	}
}
