package scenarios

import (
	"strings"
	"testing"
)

func TestParseFunctionName(t *testing.T) {
	for text, want := range map[string]FunctionName{
		"thumbnail":                       {Name: "thumbnail", Short: "thumbnail"},
		"thumbnail:live":                  {Name: "thumbnail", Short: "thumbnail", Qualifier: "live"},
		"123456789012:function:f:$LATEST": {Name: "123456789012:function:f", Short: "f", Account: "123456789012", Qualifier: "$LATEST"},
		"arn:aws-cn:lambda:cn-north-1:123456789012:function:f:7": {
			Name: "arn:aws-cn:lambda:cn-north-1:123456789012:function:f", Short: "f", Region: "cn-north-1", Account: "123456789012", Qualifier: "7",
		},
	} {
		if got, ok := ParseFunctionName(text); !ok || got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
	for _, text := range []string{"", "no good", "arn:aws:s3:::bucket", "arn:aws:lambda:eu-west-1:1:function:f", "f:" + strings.Repeat("x", 129), "../f"} {
		if got, ok := ParseFunctionName(text); ok {
			t.Errorf("%q is %+v", text, got)
		}
	}
}

func FuzzParseFunctionName(f *testing.F) {
	f.Add("arn:aws:lambda:eu-west-1:123456789012:function:f:live")
	f.Add("f:1")
	f.Fuzz(func(t *testing.T, text string) {
		name, ok := ParseFunctionName(text)
		if !ok {
			return
		}
		whole := name.Name
		if name.Qualifier != "" {
			whole += ":" + name.Qualifier
		}
		if whole != text || name.Short == "" || !strings.HasSuffix(name.Name, name.Short) {
			t.Errorf("%q: %+v", text, name)
		}
	})
}
