package builtin

import "unicode/utf8"

// maxName is the longest name that hello greets, in characters.
const maxName = 1000

type helloRequest struct {
	Name string `json:"name"`
}

type helloResponse struct {
	Message string `json:"message"`
}

func startHello() (any, error) { return hello, nil }

// hello greets; "World" when no name is given.
func hello(r helloRequest) (helloResponse, error) {
	if n := utf8.RuneCountInString(r.Name); n > maxName {
		return helloResponse{}, badRequest("name has %d characters: at most %d are greeted", n, maxName)
	}
	if r.Name == "" {
		r.Name = "World"
	}
	return helloResponse{"Hello, " + r.Name + "!"}, nil
}
