package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awspricing "github.com/aws/aws-sdk-go-v2/service/pricing"
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

// priceQueryClient speaks to pricing:GetProducts with what the environment
// says. The API is in us-east-1 for all regions' prices.
// https://docs.aws.amazon.com/general/latest/gr/billing.html
func priceQueryClient(getenv func(string) string) (*awspricing.Client, error) {
	id, secret := getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY")
	if id == "" || secret == "" {
		return nil, errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: set them " +
			"(`aws configure export-credentials --format env` prints them), or name a SOURCE with what `aws pricing get-products` printed")
	}
	options := awspricing.Options{
		Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider(id, secret, getenv("AWS_SESSION_TOKEN")),
	}
	if endpoint := cmp.Or(getenv("AWS_ENDPOINT_URL_PRICING"), getenv("AWS_ENDPOINT_URL")); endpoint != "" {
		options.BaseEndpoint = aws.String(endpoint)
	}
	return awspricing.New(options), nil
}
