package lambdaapi

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// accept is a CheckHandler for handlers whose interpreter may not be here.
func accept(sandbox.Handler) error { return nil }

func TestHandlers(t *testing.T) {
	dir := t.TempDir()
	py, js := filepath.Join(dir, "app.py"), filepath.Join(dir, "app.js")
	for _, tc := range []struct {
		name   string
		change func(*lambda.CreateFunctionInput)
		want   sandbox.Handler
	}{
		{"builtin", func(*lambda.CreateFunctionInput) {}, sandbox.Handler{Builtin: "hello"}},
		{"builtin with any code", func(in *lambda.CreateFunctionInput) { in.Code = &types.FunctionCode{ZipFile: []byte("none")} }, sandbox.Handler{Builtin: "hello"}},
		{"python", func(in *lambda.CreateFunctionInput) { in.Handler = new("python:" + py + ":main") }, sandbox.Handler{Python: py + ":main"}},
		{"node", func(in *lambda.CreateFunctionInput) { in.Handler = new("node:" + js + ".main") }, sandbox.Handler{Node: js + ".main"}},
		{"command", func(in *lambda.CreateFunctionInput) {
			in.PackageType, in.Handler, in.Runtime = types.PackageTypeImage, nil, ""
			in.ImageConfig = &types.ImageConfig{EntryPoint: []string{"/bin/sh"}, Command: []string{"-c", "x"}, WorkingDirectory: &dir}
		}, sandbox.Handler{Command: []string{"/bin/sh", "-c", "x"}, Dir: dir}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := start(t, Options{CheckHandler: accept})
			in := createInput("fn")
			tc.change(in)
			if _, err := b.CreateFunction(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
			if got := b.fake.last(t).Revision.Handler; !reflect.DeepEqual(got, tc.want) {
				t.Errorf("handler %+v, want %+v", got, tc.want)
			}
			cfg, err := b.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: new("fn")})
			if err != nil {
				t.Fatal(err)
			}
			if image := cfg.Configuration.ImageConfigResponse; (image != nil) != (in.ImageConfig != nil) || image != nil && !reflect.DeepEqual(image.ImageConfig.Command, in.ImageConfig.Command) {
				t.Errorf("image %+v", image)
			}
		})
	}
}

func TestHandlerErrors(t *testing.T) {
	b := start(t, Options{})
	create := func(change func(*lambda.CreateFunctionInput)) func(context.Context) error {
		return func(ctx context.Context) error {
			in := createInput("fn")
			change(in)
			_, err := b.CreateFunction(ctx, in)
			return err
		}
	}
	for _, tc := range []struct {
		name, want string
		do         func(context.Context) error
	}{
		{"no form", `handler "app.handler" has none of the forms`, create(func(in *lambda.CreateFunctionInput) { in.Handler = new("app.handler") })},
		{"none", `handler "" has none of the forms`, create(func(in *lambda.CreateFunctionInput) { in.Handler = nil })},
		{"builtin", "needs the name of a function", create(func(in *lambda.CreateFunctionInput) { in.Handler = new("builtin:") })},
		{"relative", "needs an absolute path", create(func(in *lambda.CreateFunctionInput) { in.Handler = new("python:app.py:main") })},
		{"missing file", "missing.py does not exist", create(func(in *lambda.CreateFunctionInput) {
			in.Handler = new("python:" + filepath.Join(t.TempDir(), "missing.py") + ":main")
		})},
		{"no command", "needs ImageConfig.Command", create(func(in *lambda.CreateFunctionInput) { in.PackageType = types.PackageTypeImage })},
		{"missing command", "no-such-command-here", create(func(in *lambda.CreateFunctionInput) {
			in.PackageType, in.ImageConfig = types.PackageTypeImage, &types.ImageConfig{Command: []string{"no-such-command-here"}}
		})},
		{"missing directory", "directory", create(func(in *lambda.CreateFunctionInput) {
			dir := filepath.Join(t.TempDir(), "missing")
			in.PackageType, in.ImageConfig = types.PackageTypeImage, &types.ImageConfig{Command: []string{"sh"}, WorkingDirectory: &dir}
		})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.do(t.Context())
			var invalid *types.InvalidParameterValueException
			if !errors.As(err, &invalid) || !strings.Contains(*invalid.Message, tc.want) {
				t.Errorf("error %v, want an InvalidParameterValueException with %q", err, tc.want)
			}
		})
	}
}

// TestCodeHash: a changed file is new code once UpdateFunctionCode has looked
// at it, so that PublishVersion makes a version of it.
func TestCodeHash(t *testing.T) {
	b := start(t, Options{CheckHandler: accept})
	file := filepath.Join(t.TempDir(), "app.py")
	write(t, file, "one")
	in := createInput("fn")
	in.Handler = new("python:" + file + ":main")
	created, err := b.CreateFunction(t.Context(), in)
	if err != nil || created.CodeSize != 3 {
		t.Fatalf("created %v %v", created, err)
	}
	publish(t, b, lambda.PublishVersionInput{})
	update := func() string {
		out, err := b.UpdateFunctionCode(t.Context(), &lambda.UpdateFunctionCodeInput{FunctionName: new("fn")})
		if err != nil {
			t.Fatal(err)
		}
		return *out.CodeSha256
	}
	if sum := update(); sum != *created.CodeSha256 {
		t.Error("the same file has another hash")
	}
	if v := publish(t, b, lambda.PublishVersionInput{}); *v.Version != "1" {
		t.Errorf("the same file was published as version %s", *v.Version)
	}
	write(t, file, "two")
	if sum := update(); sum == *created.CodeSha256 {
		t.Error("another file has the same hash")
	}
	if v := publish(t, b, lambda.PublishVersionInput{}); *v.Version != "2" {
		t.Errorf("another file was published as version %s", *v.Version)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// entry is a file of an archive.
type entry struct {
	name, text string
	mode       os.FileMode
}

func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		h.SetMode(e.mode)
		f, err := w.CreateHeader(h)
		if err == nil {
			_, err = f.Write([]byte(e.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestArchive(t *testing.T) {
	code := archive(t, entry{"app.py", "py", 0o644}, entry{"src/web.mjs", "mjs", 0o644}, entry{"bootstrap", "sh", 0o755}, entry{"empty/", "", os.ModeDir | 0o755})
	for _, tc := range []struct {
		runtime types.Runtime
		handler string
		want    func(dir string) sandbox.Handler
	}{
		{"python3.12", "app.main", func(dir string) sandbox.Handler {
			return sandbox.Handler{Python: filepath.Join(dir, "app.py") + ":main"}
		}},
		{"nodejs22.x", "src/web.main", func(dir string) sandbox.Handler {
			return sandbox.Handler{Node: filepath.Join(dir, "src", "web.mjs") + ".main"}
		}},
		{"provided.al2023", "bootstrap", func(dir string) sandbox.Handler {
			return sandbox.Handler{Command: []string{filepath.Join(dir, "bootstrap")}, Dir: dir}
		}},
	} {
		t.Run(string(tc.runtime), func(t *testing.T) {
			b := start(t, Options{CheckHandler: accept})
			in := createInput("fn")
			in.Runtime, in.Handler, in.Code = tc.runtime, &tc.handler, &types.FunctionCode{ZipFile: code}
			out, err := b.CreateFunction(t.Context(), in)
			if err != nil || out.CodeSize != int64(len(code)) {
				t.Fatalf("created %v %v", out, err)
			}
			dir := b.server.code[0]
			b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
			if got := b.fake.last(t).Revision.Handler; !reflect.DeepEqual(got, tc.want(dir)) {
				t.Errorf("handler %+v, want %+v", got, tc.want(dir))
			}
			if text, err := os.ReadFile(filepath.Join(dir, "app.py")); err != nil || string(text) != "py" {
				t.Errorf("app.py: %q %v", text, err)
			}
			if err := b.server.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the code is still there: %v", err)
			}
		})
	}
}

func TestArchiveErrors(t *testing.T) {
	b := start(t, Options{CheckHandler: accept})
	create := func(runtime types.Runtime, handler string, code []byte) func(context.Context) error {
		return func(ctx context.Context) error {
			in := createInput("fn")
			in.Runtime, in.Handler, in.Code = runtime, &handler, &types.FunctionCode{ZipFile: code}
			_, err := b.CreateFunction(ctx, in)
			return err
		}
	}
	good := archive(t, entry{"app.py", "", 0o644})
	runFailures(t, []failure{
		{"no zip", create("python3.12", "app.main", []byte("x")), codeInvalidParameter, "Could not unzip uploaded file. Please check your file, then try to upload again."},
		{"outside", create("python3.12", "app.main", archive(t, entry{"../app.py", "", 0o644})), codeInvalidParameter, `the archive's entry "../app.py" lies outside of it`},
		{"absolute", create("python3.12", "app.main", archive(t, entry{"/app.py", "", 0o644})), codeInvalidParameter, `the archive's entry "/app.py" lies outside of it`},
		{"link", create("python3.12", "app.main", archive(t, entry{"app.py", "/etc/passwd", os.ModeSymlink | 0o777})), codeInvalidParameter, `the archive's entry "app.py" is neither a file nor a directory`},
		{"runtime", create("java21", "app.main", good), codeInvalidParameter, `runtime "java21" is not one that this sandbox runs: python3.x, nodejs and provided are`},
		{"handler", create("python3.12", "main", good), codeInvalidParameter, `handler "main" is not of the form file.function`},
		{"handler outside", create("nodejs22.x", "../app.main", good), codeInvalidParameter, `handler "../app.main" is not of the form file.function`},
	})
}

func TestArchiveBound(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	r := bytes.NewReader(archive(t, entry{"a", strings.Repeat("x", 100), 0o644}))
	z, err := zip.NewReader(r, r.Size())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := extractFile(root, z.File[0], 100); n != 100 || err != nil {
		t.Errorf("100 bytes of 100: %d %v", n, err)
	}
	if _, err := extractFile(root, z.File[0], 99); asFault(err).message != "Unzipped size must be smaller than 262144000 bytes" {
		t.Errorf("100 bytes of 99: %v", err)
	}
}
