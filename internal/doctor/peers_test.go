//go:build peers

package doctor_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/doctor"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
)

// moto opens AWS at moto's server.
func moto(t *testing.T) aws.Config {
	t.Helper()
	peers.Moto(t)
	c, err := cloud.Open(t.Context(), cloud.Access{Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Who we are and the clock are told. The tagging API is not asked: moto does not
// speak the CBOR that the SDK speaks with it.
func TestPeersMoto(t *testing.T) {
	c := moto(t)
	arn, found := doctor.Account(t.Context(), c)
	if !strings.HasPrefix(arn, "arn:aws:sts::123456789012:") || !strings.Contains(said(found), "ok clock") {
		t.Errorf("%s: %s", arn, said(found))
	}
	// moto simulates no policies: what it does not answer is unknown.
	if got := said(doctor.Permitted(t.Context(), c, "arn:aws:iam::123456789012:user/ada", needed)); !strings.HasPrefix(got, "warning permissions: whether they suffice is not known") {
		t.Error(got)
	}
}
