package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awspricing "github.com/aws/aws-sdk-go-v2/service/pricing"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

// checkAddress takes https, and http from this machine only: a price list that
// others may change on its way is none.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return err
	case u.Host != "" && u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	}
	return fmt.Errorf("%s: a price list is read from an https address", address)
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// priceListClient fetches price lists. Redirections to other hosts are refused:
// a book names the official list as its source. The whole of EC2's prices takes
// minutes, so that only the answer's start has a limit.
func priceListClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = time.Minute
	return &http.Client{Transport: transport, CheckRedirect: sameHost}
}

func sameHost(next *http.Request, before []*http.Request) error {
	if first := before[0].URL; next.URL.Host != first.Host || next.URL.Scheme != first.Scheme {
		return fmt.Errorf("%s leads to another host, %s", first.Host, next.URL.Host)
	}
	if len(before) > 5 {
		return errors.New("too many redirections")
	}
	return nil
}

// priceQueryClient speaks to pricing:GetProducts. The API is in us-east-1 for
// all regions' prices; reading them may be tried again.
// https://docs.aws.amazon.com/general/latest/gr/billing.html
func priceQueryClient(ctx context.Context) (*awspricing.Client, error) {
	config, err := cloud.Signed(ctx, cloud.Access{Region: "us-east-1"})
	if err != nil {
		return nil, fmt.Errorf("%w; or name a SOURCE with what `aws pricing get-products` printed", err)
	}
	return awspricing.NewFromConfig(config, func(o *awspricing.Options) { o.Retryer = retry.NewStandard() }), nil
}
