package builtin

import (
	"encoding/json"
	"net/http"
	"strings"
)

// pet is an entry of the pet store that AWS's API Gateway tutorials use.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-api-from-example.html
type pet struct {
	ID    int     `json:"id"`
	Type  string  `json:"type"`
	Name  string  `json:"name"`
	Price float64 `json:"price"` // US dollars
}

// petStore is the stock, ordered by type.
var petStore = []pet{
	{1, "Bird", "Budgerigar", 24.99},
	{2, "Bird", "Canary", 39.99},
	{3, "Cat", "Maine Coon", 899.99},
	{4, "Cat", "Siamese", 124.99},
	{5, "Dog", "Beagle", 249.99},
	{6, "Dog", "Border Collie", 649.99},
	{7, "Dog", "Dachshund", 449.99},
	{8, "Exotic", "Axolotl", 59.99},
	{9, "Exotic", "Bearded Dragon", 89.99},
	{10, "Exotic", "Chameleon", 149.99},
	{11, "Fish", "Goldfish", 0.99},
	{12, "Fish", "Neon Tetra", 1.99},
}

// UnknownPetType is the error for a type that the store does not sell. Lambda
// shows the type's name as the errorType of the answer.
type UnknownPetType string

// Error names the type and those that there are.
func (e UnknownPetType) Error() string {
	return "no pets of type " + string(e) + ": there are Bird, Cat, Dog, Exotic, Fish"
}

// petsRequest is either a plain {"type": …}, which a non-proxy mapping such as
// GET /lambdaapi/v1/pets/{type} makes, or an API Gateway proxy event.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
type petsRequest struct {
	Type           string            `json:"type"`
	RequestContext json.RawMessage   `json:"requestContext"` // only a proxy event has one
	PathParameters map[string]string `json:"pathParameters"`
}

// proxyResponse is what a proxy integration wants back.
type proxyResponse struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

func startPets() (any, error) { return pets, nil }

// pets answers a plain request with the list itself, and a proxy event with a
// whole HTTP answer, in which an unknown type is a 404 rather than an error.
func pets(r petsRequest) (any, error) {
	if len(r.RequestContext) == 0 || string(r.RequestContext) == "null" {
		return petsOf(r.Type)
	}
	list, err := petsOf(r.PathParameters["type"])
	if err != nil {
		return proxyAnswer(http.StatusNotFound, map[string]string{"message": err.Error()})
	}
	return proxyAnswer(http.StatusOK, list)
}

// petsOf lists the pets of a type, in any case of letters; all when it is empty.
func petsOf(kind string) ([]pet, error) {
	if kind == "" {
		return petStore, nil
	}
	var found []pet
	for _, p := range petStore {
		if strings.EqualFold(p.Type, kind) {
			found = append(found, p)
		}
	}
	if found == nil {
		return nil, UnknownPetType(kind)
	}
	return found, nil
}

func proxyAnswer(status int, body any) (proxyResponse, error) {
	text, err := json.Marshal(body)
	return proxyResponse{
		StatusCode: status,
		Headers:    map[string]string{"Content-Type": "application/json"},
		Body:       string(text),
	}, err
}
