package cloud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

const role = "arn:aws:iam::123456789012:role/measures"

// securityTokens is as much of STS as a role needs: whoever has the key AKIDOWN may
// assume the role, and whoever signs with what that gave is the role.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func securityTokens(t *testing.T) (assumed *int) {
	t.Helper()
	assumed = new(int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed := func(key string) bool { return strings.Contains(r.Header.Get("Authorization"), "Credential="+key+"/") }
		switch action := r.FormValue("Action"); {
		case action == "AssumeRole" && signed("AKIDOWN") && r.FormValue("RoleArn") == role:
			*assumed++
			fmt.Fprint(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
				<SessionToken>token</SessionToken><Expiration>2126-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
		case action == "GetCallerIdentity" && signed("ASIAROLE") && r.Header.Get("X-Amz-Security-Token") == "token":
			fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/measures/sweetspot</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		default:
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>`)
		}
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDOWN")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	return assumed
}

// Calls are made as the role that was asked for, which is assumed once.
func TestARoleIsAssumed(t *testing.T) {
	assumed := securityTokens(t)
	config, err := cloud.Signed(t.Context(), cloud.Access{Region: "eu-central-1", Role: role})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		who, err := sts.NewFromConfig(config).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		if err != nil || *who.Arn != "arn:aws:sts::123456789012:assumed-role/measures/sweetspot" {
			t.Fatalf("%+v, %v", who, err)
		}
	}
	if *assumed != 1 {
		t.Errorf("assumed %d times", *assumed)
	}
}

func TestSignedSaysThatARoleCannotBeAssumed(t *testing.T) {
	securityTokens(t)
	_, err := cloud.Signed(t.Context(), cloud.Access{Region: "eu-central-1", Role: role + "-of-others"})
	if err == nil || !strings.Contains(err.Error(), "sts:AssumeRole") {
		t.Errorf("%v", err)
	}
}
