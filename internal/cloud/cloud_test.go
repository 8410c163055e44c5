package cloud_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

func TestOpenNeverRetries(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, `<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`)
	}))
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "k")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	config, err := cloud.Open(t.Context(), cloud.Access{Region: "eu-central-1"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = sts.NewFromConfig(config).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if calls != 1 || config.Region != "eu-central-1" {
		t.Errorf("%d calls in %s", calls, config.Region)
	}
	if got := cloud.Plain(err).Error(); got != "Throttling: Rate exceeded" {
		t.Error(got)
	}
}

func TestOpenSaysWhichProfileIsMissing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", file)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", file)
	if _, err := cloud.Open(t.Context(), cloud.Access{Region: "us-east-1", Profile: "staging"}); err == nil {
		t.Error("a missing profile opens")
	}
}

func TestSignedSaysThatThereAreNoCredentials(t *testing.T) {
	file := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": file, "AWS_SHARED_CREDENTIALS_FILE": file, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": "",
	} {
		t.Setenv(name, value)
	}
	_, err := cloud.Signed(t.Context(), cloud.Access{Region: "us-east-1"})
	if err == nil || !strings.HasPrefix(err.Error(), "no AWS credentials were found: set AWS_PROFILE") {
		t.Errorf("%v", err)
	}
}

func TestPlainSaysWhatAnsweredInAnotherForm(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, "<html>oops")
	}))
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "k")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	config, err := cloud.Open(t.Context(), cloud.Access{Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = sts.NewFromConfig(config).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if got := cloud.Plain(err).Error(); got != "an answer with status 500 that is not as AWS writes it: what answers there is no such service" {
		t.Errorf("%s\nof %v", got, err)
	}
}

func TestPlainKeepsOtherErrors(t *testing.T) {
	other := errors.New("connection refused")
	if got := cloud.Plain(other); !errors.Is(got, other) {
		t.Error(got)
	}
	if got := cloud.Plain(&smithy.GenericAPIError{Code: "A", Message: "b"}).Error(); got != "A: b" {
		t.Error(got)
	}
}
