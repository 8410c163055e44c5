package scenarios

import (
	"cmp"
	"os"
	"regexp"
	"slices"
	"strings"
)

// roleARN is the ARN of an IAM role.
var roleARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}$`)

// awsFields are the keys that say how AWS is spoken to.
func (d *decoder) awsFields(t *Target, what string) []field {
	return []field{
		{name: "profile", read: func(n *node) { t.Profile, _ = d.str(n, what+".profile") }},
		{name: "role", read: func(n *node) {
			text, ok := d.str(n, what+".role")
			if ok && !roleARN.MatchString(text) {
				d.fail(n, "write an ARN such as arn:aws:iam::123456789012:role/bench", what+".role is no role to assume: "+quote(text))
			}
			t.Role = text
		}},
		{name: "mode", read: func(n *node) {
			text, _ := d.word(n, what+".mode", []string{string(ModeCopy), string(ModeVersions)}, nil)
			t.Mode = Mode(text)
		}},
	}
}

// onAWS checks the keys that belong to provider aws, and fills in what a
// deployed function says itself.
func (d *decoder) onAWS(n *node, what string, t *Target) {
	if t.Provider != ProviderAWS {
		for _, key := range []string{"profile", "role", "mode"} {
			if n.get(key) != nil {
				d.fail(keyNode(n, key), "remove it, or add provider: aws", what+"."+key+" belongs to provider aws")
			}
		}
		if f := n.get("function"); f != nil && f.get("name") != nil && t.Kind == KindFunction {
			d.fail(keyNode(f, "name"), "add provider: aws, or name the code with handler, python, node or command", what+".function.name is a function that is deployed already")
		}
		return
	}
	if f := n.get("function"); f != nil && t.Function != nil {
		d.deployedOne(n, f, what, t)
	} else if n.get("mode") != nil {
		d.fail(keyNode(n, "mode"), "remove it", what+".mode belongs to a function")
	}
}

// deployedOne checks a function that is deployed, f, of the target n.
func (d *decoder) deployedOne(n, f *node, what string, t *Target) {
	if t.Function.Name == "" {
		if len(f.entries) > 0 && f.get("name") == nil {
			d.fail(f, "write function: {name: my-function}", what+" of provider aws needs the name of a function that is deployed")
		}
		return
	}
	t.Mode = cmp.Or(t.Mode, ModeCopy)
	if f.get("timeout") == nil {
		t.Function.Timeout = 0
	}
	if f.get("ephemeral_storage") == nil {
		t.Function.EphemeralStorage = 0
	}
	name, ok := ParseFunctionName(t.Function.Name)
	if ok && name.Region != "" {
		if n.get("region") != nil && t.Region != name.Region {
			d.fail(n.get("region"), "remove it", what+".region is "+t.Region+", and the function's ARN says "+name.Region)
		}
		t.Region = name.Region
	}
	if ok && t.Mode == ModeVersions && name.Qualifier != "" && name.Qualifier != "$LATEST" {
		d.fail(f.get("name"), "leave the qualifier out, or use mode: copy", "mode versions works on $LATEST, not on "+name.Qualifier)
	}
	if code := f.get("code"); code != nil && t.Mode == ModeVersions {
		d.fail(keyNode(f, "code"), "use mode: copy", "mode versions never changes the function's code")
	}
}

// deployed reads the name of a function that is deployed.
func (d *decoder) deployed(n *node, what string) string {
	text, ok := d.scalarText(n, what, what+": my-function")
	if !ok {
		return ""
	}
	if _, ok = ParseFunctionName(text); !ok {
		d.fail(n, "write its name (letters, digits, hyphens, underscores) or its ARN, with :alias or :version behind it where it has to be one", what+" cannot be "+quote(text))
	}
	return text
}

// SamePackage is a package that runs on both architectures: interpreted code.
const SamePackage = "same"

// packages reads the packages of architectures other than the function's own: a
// zip file, the URI of an image, or "same".
func (d *decoder) packages(n *node, what string) map[string]string {
	if n.shape != mapping || len(n.entries) == 0 {
		d.fail(n, "write {arm64: build/arm64.zip}", what+" must be a mapping of architectures to packages, not "+n.describe())
		return nil
	}
	all := map[string]string{}
	for _, e := range n.entries {
		d.architecture(e.key, what)
		text, ok := d.scalarText(e.value, dotted(what, e.key.text), "build/arm64.zip")
		if !ok {
			continue
		}
		if strings.HasSuffix(text, ".zip") {
			named := text
			text = d.path(text)
			if info, err := os.Stat(text); err != nil || info.IsDir() {
				d.fail(e.value, "paths start from the scenario file's folder", "there is no file "+named)
			}
		} else if text != SamePackage && !strings.Contains(text, ".dkr.ecr.") {
			d.fail(e.value, "write the path of a .zip, the URI of an image in ECR, or same where the code runs on both", quote(text)+" is no package")
		}
		all[e.key.text] = text
	}
	return all
}

// fromAWS checks that what runs today can be read from AWS where it is to be.
func (d *decoder) fromAWS(s *draft) {
	if s.Current == nil || s.Current.From != CurrentFromAWS || s.Deployed() >= 0 {
		return
	}
	if n := s.root.get("current"); n != nil && n.get("from") != nil {
		d.fail(n.get("from"), "write memory_mb, timeout and architecture themselves", "no target is a function that is deployed on AWS")
	}
}

// coldWays checks that ways to force cold starts which only AWS has are asked
// of AWS.
func (d *decoder) coldWays(s *draft) {
	if s.ColdStarts == nil || !slices.Contains([]string{ColdByIdle, ColdByVersion}, s.ColdStarts.By) {
		return
	}
	for _, t := range s.Targets {
		if t.Provider != ProviderAWS {
			d.fail(keyNode(s.root.get("cold_starts"), "by"), "use by: recycle", "cold starts by "+s.ColdStarts.By+" belong to provider aws, and the target "+t.Name+" is not")
			return
		}
	}
}
