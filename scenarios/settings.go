package scenarios

import (
	"slices"
	"time"

	"github.com/invopop/jsonschema"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// setting is a dimension of the matrix that the platform knows by its name. Its
// values are kept as text, in the form in which reports show them.
type setting struct {
	name, example string
	meaning       string     // for the schema
	kinds         []Kind     // that have it
	providers     []Provider // likewise; nil: all
	read          func(d *decoder, n *node, what string) string
	schema        func() *jsonschema.Schema // of one value
}

// The names of settings.
const (
	SettingTimeout          = "timeout"
	SettingEphemeralStorage = "ephemeral_storage"
	SettingCache            = "cache"
)

// settings are the dimensions beside memory, architecture and params.
var settings = append(functionSettings, awsSettings...)

// functionSettings are those of every function.
var functionSettings = []setting{
	{
		name: SettingTimeout, example: "[3s, 10s]", meaning: "Time-outs of the function.", kinds: []Kind{KindFunction, KindGateway},
		read: func(d *decoder, n *node, what string) string {
			return check.FormatDuration(d.timeout(n, what))
		},
		schema: func() *jsonschema.Schema { return durationSchema("In whole seconds.") },
	},
	{
		name: SettingEphemeralStorage, example: "[512 MB, 1024 MB]", meaning: "Sizes of the function's /tmp.", kinds: []Kind{KindFunction, KindGateway},
		read: func(d *decoder, n *node, what string) string {
			return itoa(d.ephemeral(n, what).MB()) + " MB"
		},
		schema: func() *jsonschema.Schema {
			return &jsonschema.Schema{Type: "string", Pattern: bytesPattern, Description: "512 MB to 10240 MB."}
		},
	},
	{
		name: SettingCache, example: "[off, 0.5 GB]", meaning: "Sizes of the cache of a REST API, or off.", kinds: []Kind{KindGateway},
		read: func(d *decoder, n *node, what string) string {
			if n.shape == scalar && n.text == CacheOff {
				return CacheOff
			}
			return d.cacheSize(n) + " GB"
		},
		schema: func() *jsonschema.Schema {
			return &jsonschema.Schema{Type: "string", Pattern: `^(off|[0-9.]+ *GB)$`, Description: "off, or a size such as 0.5 GB."}
		},
	},
	{
		name: SettingVCPU, example: "[0.25, 0.5, 1]", kinds: []Kind{KindContainer},
		meaning: "CPU of a container, each with every memory_mb; without any of these each has the least that Fargate has for it.",
		read:    func(d *decoder, n *node, what string) string { return d.vcpu(n, what) },
		schema:  vcpuSchema,
	},
}

// isSetting reports whether a name is that of a setting.
func isSetting(name string) bool {
	return slices.ContainsFunc(settings, func(s setting) bool { return s.name == name })
}

// settings are the fields of a matrix that read settings, in the order of the
// file, into its params.
func (d *decoder) settings(m *Matrix, what string) (fields []field) {
	for _, s := range settings {
		fields = append(fields, field{name: s.name, read: func(n *node) {
			p := Param{Name: s.name, Setting: true}
			for _, item := range d.list(n, dotted(what, s.name), s.example) {
				p.Values = append(p.Values, s.read(d, item, dotted(what, s.name)))
			}
			d.unique(n.items, dotted(what, s.name))
			m.Params = append(m.Params, p)
		}})
	}
	return fields
}

// fitting checks that each target has the settings that its matrix varies.
func (d *decoder) fitting(s *draft) {
	for _, t := range s.Targets {
		at := s.matrix
		if t.Matrix != nil {
			at = s.matrices[t.Matrix]
		}
		if at == nil {
			continue
		}
		d.fittingSizes(t, at)
		for _, known := range settings {
			if at.get(known.name) != nil && !t.has(known) {
				d.fail(keyNode(at, known.name), "remove it, or give the other targets a matrix of their own", known.name+" cannot be chosen for the target "+t.Name)
			}
		}
	}
}

// has reports whether a setting can be chosen for a target.
func (t Target) has(s setting) bool {
	switch {
	case t.Replay != nil || !slices.Contains(s.kinds, t.Kind),
		s.providers != nil && !slices.Contains(s.providers, t.Provider):
		return false
	case s.name == SettingCache:
		return t.Gateway.API == PriceREST
	}
	return t.Kind != KindGateway || t.Function != nil && t.Provider == ProviderLocal
}

// fittingSizes checks that a target may have the sizes of its matrix, which may
// be for containers beside it too.
func (d *decoder) fittingSizes(t Target, at *node) {
	if pairs := at.get("sizes"); pairs != nil {
		switch {
		case t.Kind != KindContainer:
			d.fail(keyNode(at, "sizes"), "remove it, or give the other targets a matrix of their own", "sizes cannot be chosen for the target "+t.Name)
		case at.get("memory_mb") != nil || at.get(SettingVCPU) != nil:
			d.fail(keyNode(at, "sizes"), "keep the pairs, or the lists vcpu and memory_mb", "sizes cannot stand beside vcpu and memory_mb: both say how large the container is")
		}
	}
	if memory := at.get("memory_mb"); memory != nil && t.OnLambda() && t.Replay == nil {
		for _, n := range memory.items {
			d.memory(n, "memory_mb of the target "+t.Name)
		}
	}
}

// FunctionOf is the target's function with the settings of one of its variants;
// nil where there is none.
func (t Target) FunctionOf(v Variant) *Function {
	if t.Function == nil {
		return nil
	}
	f := *t.Function
	if text := v.Setting(SettingTimeout); text != "" {
		f.Timeout, _ = time.ParseDuration(text) // it was written by FormatDuration
	}
	if text := v.Setting(SettingEphemeralStorage); text != "" {
		f.EphemeralStorage, _ = check.ParseBytes(text)
	}
	return &f
}
