package secret

import "testing"

func TestRedactURL(t *testing.T) {
	for url, want := range map[string]string{
		"http://h/":                         "http://h/",
		"http://ada@h/":                     "http://redacted@h/",
		"http://ada:a@b@h/":                 "http://redacted@h/",
		"http://ada:${env:PW}@h/":           "http://ada:${env:PW}@h/",
		"http://ada:x${env:PW}@h/":          "http://redacted@h/",
		"http://${env:U}:x@h/":              "http://redacted@h/",
		"http://h/@x?a=@y":                  "http://h/@x?a=@y",
		"http://h/?X-Amz-Signature=1&b=2#c": "http://h/?X-Amz-Signature=redacted&b=2#c",
		"http://h/?b=2&api%5Fkey=1":         "http://h/?b=2&api%5Fkey=redacted",
		"http://h/?sig=&code=%2F":           "http://h/?sig=&code=redacted",
	} {
		if got := RedactURL(url); got != want {
			t.Errorf("%s is shown as %s, want %s", url, got, want)
		}
		if again := RedactURL(want); again != want {
			t.Errorf("%s changes again to %s", want, again)
		}
	}
}
