//go:build peers

package doctor_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/doctor"
)

// moto opens AWS at moto's server, https://docs.getmoto.org, which somebody else
// wrote after AWS's descriptions of its APIs.
func moto(t *testing.T) aws.Config {
	t.Helper()
	peers := os.Getenv("PEERS")
	if peers == "" {
		t.Skip("PEERS must name the folder with moto's server, venv/bin/moto_server")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	server := exec.Command(filepath.Join(peers, "venv", "bin", "moto_server"), "-H", "127.0.0.1", "-p", fmt.Sprint(address.Port))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if c, err := net.Dial("tcp", address.String()); err == nil {
			_ = c.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("moto does not start")
		}
	}
	t.Setenv("AWS_ENDPOINT_URL", "http://"+address.String())
	t.Setenv("AWS_ACCESS_KEY_ID", "k")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
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
