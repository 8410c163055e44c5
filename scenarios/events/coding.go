package events

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// asIs keeps a value, its numbers as they are written.
func asIs(value json.RawMessage) (any, error) {
	if !json.Valid(value) {
		return nil, errors.New("it is no JSON")
	}
	return value, nil
}

// asText makes a text of what is none: its JSON.
func asText(value json.RawMessage) (any, error) {
	if text, ok := textOf(value); ok {
		return text, nil
	}
	if _, err := asIs(value); err != nil {
		return nil, err
	}
	return string(value), nil
}

// inBase64 is asText in base64.
func inBase64(value json.RawMessage) (any, error) {
	text, err := asText(value)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.EncodeToString([]byte(text.(string))), nil
}

// objectKey encodes the key of an object as S3 does in its events: "red
// flower.jpg" becomes "red+flower.jpg".
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
func objectKey(value json.RawMessage) (any, error) {
	text, ok := textOf(value)
	if !ok {
		return nil, errors.New("a key is text")
	}
	return strings.ReplaceAll(url.QueryEscape(text), "%2F", "/"), nil
}

func bucketARN(value json.RawMessage) (any, error) {
	text, ok := textOf(value)
	if !ok {
		return nil, errors.New("a bucket's name is text")
	}
	return "arn:aws:s3:::" + text, nil
}

// inStage puts the example's stage before a path.
func inStage(value json.RawMessage) (any, error) {
	text, ok := textOf(value)
	if !ok {
		return nil, errors.New("a path is text")
	}
	return "/prod" + text, nil
}

// lists has each text of a mapping in a list of its own.
func lists(value json.RawMessage) (any, error) {
	pairs, err := texts(value)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for name, text := range pairs {
		out[name] = []any{text}
	}
	return out, nil
}

// rawQuery is the query as it stands in a URL.
func rawQuery(value json.RawMessage) (any, error) {
	pairs, err := texts(value)
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	for name, text := range pairs {
		query.Set(name, text)
	}
	return query.Encode(), nil
}

func textOf(value json.RawMessage) (text string, ok bool) {
	return text, json.Unmarshal(value, &text) == nil && string(value) != "null"
}

func texts(value json.RawMessage) (map[string]string, error) {
	var pairs map[string]string
	if json.Unmarshal(value, &pairs) != nil {
		return nil, errors.New(`it is a mapping of names to text, such as {page: "2"}`)
	}
	return pairs, nil
}

// kindOf is what a value is called in messages.
func kindOf(value any) string {
	if raw, ok := value.(json.RawMessage); ok {
		var decoded any
		if json.Unmarshal(raw, &decoded) == nil {
			value = decoded
		}
	}
	switch value.(type) {
	case nil:
		return "nothing"
	case string:
		return "a text"
	case bool:
		return "true or false"
	case float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	}
	return fmt.Sprintf("%T", value)
}
