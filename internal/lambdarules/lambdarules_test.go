package lambdarules

import (
	"strings"
	"testing"
	"time"
)

func TestEachRuleIsBrokenAndKept(t *testing.T) {
	n := func(n int) *int { return &n }
	account := Account{Concurrency: 1000, Unreserved: 900}
	small := Account{Concurrency: 10, Unreserved: 10}
	for _, tc := range []struct {
		name       string
		bad, good  Config
		a          Account
		says, link string
	}{
		{"memory", Config{MemoryMB: 127}, Config{MemoryMB: 128}, account, "128 to 10240", "gettingstarted-limits"},
		{"memory of a new account", Config{MemoryMB: 3009}, Config{MemoryMB: 3008}, small, "new account", "troubleshooting-deployment"},
		{"time-out", Config{Timeout: 901 * time.Second}, Config{Timeout: 900 * time.Second}, account, "15m", "limits"},
		{"ephemeral", Config{EphemeralMB: 511}, Config{EphemeralMB: 512}, account, "512 to 10240", "limits"},
		{"environment", Config{EnvironmentBytes: 4097}, Config{EnvironmentBytes: 4096}, account, "4096", "limits"},
		{"package", Config{Own: "x86_64", Architecture: "arm64"}, Config{Own: "x86_64", Architecture: "arm64", Package: "same"}, account, "none for arm64", "foundation-arch"},
		{"image", Config{Own: "x86_64", Architecture: "arm64", Image: true, Package: "same"}, Config{Own: "x86_64", Architecture: "arm64", Image: true, Package: "1.dkr.ecr.x/y"}, account, "both", "images-create"},
		{"snapshots of an image", Config{SnapStart: true, Image: true}, Config{SnapStart: true}, account, "images", "snapstart"},
		{"snapshots of a runtime", Config{SnapStart: true, Runtime: "python3.11"}, Config{SnapStart: true, Runtime: "python3.12"}, account, "python3.11", "snapstart"},
		{"snapshots of Java 8", Config{SnapStart: true, Runtime: "java8.al2"}, Config{SnapStart: true, Runtime: "java21"}, account, "java8", "snapstart"},
		{"snapshots of an OS-only runtime", Config{SnapStart: true, Runtime: "provided.al2023"}, Config{SnapStart: true, Runtime: "dotnet8"}, account, "provided", "snapstart"},
		{"snapshots in a region", Config{SnapStart: true, Region: "ap-east-2"}, Config{SnapStart: true, Region: "eu-west-1"}, account, "ap-east-2", "snapstart"},
		{"snapshots and provisioned", Config{SnapStart: true, Provisioned: 1}, Config{Provisioned: 1}, account, "provisioned", "snapstart"},
		{"snapshots and a file system", Config{SnapStart: true, FileSystem: true}, Config{FileSystem: true}, account, "file system", "snapstart"},
		{"snapshots and /tmp", Config{SnapStart: true, EphemeralMB: 513}, Config{SnapStart: true, EphemeralMB: 512}, account, "513", "snapstart"},
		{"provisioned on $LATEST", Config{Provisioned: 1, ProvisionedOnLatest: true}, Config{ProvisionedOnLatest: true}, account, "$LATEST", "provisioned"},
		{"provisioned above reserved", Config{Provisioned: 6, Reserved: n(5)}, Config{Provisioned: 5, Reserved: n(5)}, account, "6 provisioned", "provisioned"},
		{"reserved", Config{Reserved: n(801)}, Config{Reserved: n(800)}, account, "801", "configuration-concurrency"},
		{"reserved in a new account", Config{Reserved: n(1)}, Config{Reserved: n(0)}, small, "0 are free", "configuration-concurrency"},
		{"provisioned", Config{Provisioned: 801}, Config{Provisioned: 800}, account, "801", "lambda-concurrency"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			broken := Check(tc.bad, tc.a)
			if len(broken) != 1 || !strings.Contains(broken[0].Says, tc.says) || broken[0].Fix == "" ||
				!strings.HasPrefix(broken[0].URL, docs) || !strings.Contains(broken[0].URL, tc.link) {
				t.Errorf("%v", broken)
			}
			if broken := Check(tc.good, tc.a); len(broken) > 0 {
				t.Errorf("%v", broken)
			}
		})
	}
}

func TestWhatIsNotKnownBreaksNothing(t *testing.T) {
	if broken := Check(Config{}, Account{}); len(broken) > 0 {
		t.Error(broken)
	}
	if broken := Check(Config{MemoryMB: 10240, Provisioned: 50}, Account{}); len(broken) > 0 {
		t.Error(broken)
	}
}
