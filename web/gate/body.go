package gate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"
)

// isKind tells whether a body is of a kind, and isn't compressed.
func isKind(header http.Header, kind string) bool {
	if len(header["Content-Encoding"]) > 0 || len(header["Content-Type"]) != 1 {
		return false
	}
	is, _, err := mime.ParseMediaType(header["Content-Type"][0])
	return err == nil && is == kind
}

// readBody reads a body whole; otherwise it answers, and ok is false.
func readBody(w http.ResponseWriter, r *http.Request) (body []byte, ok bool) {
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		writeProblem(w, http.StatusRequestEntityTooLarge, "too_large")
	case err != nil:
		writeProblem(w, http.StatusBadRequest, "unreadable")
	default:
		return body, true
	}
	return nil, false
}

// maxDepth is how deep a question is nested: a resource, in a need, in one of a batch.
const maxDepth = 5

var errJSON = errors.New("the body isn't JSON as a question has it")

// decodeStrictly reads one JSON value into to. What a decoder would let pass could mean something else to whoever wrote it, and
// a requirement that isn't read is none; so names that aren't known, that come twice or are written otherwise, null, and
// anything after the value are refused.
func decodeStrictly(text []byte, to any) error {
	if !utf8.Valid(text) {
		return errJSON
	}
	walk := json.NewDecoder(bytes.NewReader(text))
	walk.UseNumber()
	if err := checkValue(walk, 0); err != nil {
		return err
	}
	if _, err := walk.Token(); !errors.Is(err, io.EOF) {
		return errJSON
	}
	decode := json.NewDecoder(bytes.NewReader(text))
	decode.DisallowUnknownFields()
	if err := decode.Decode(to); err != nil {
		return fmt.Errorf("%w: %w", errJSON, err)
	}
	return nil
}

// checkValue refuses what decodeStrictly says of the next value.
func checkValue(walk *json.Decoder, depth int) error {
	token, err := walk.Token()
	if err != nil || token == nil || depth > maxDepth {
		return errJSON
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	names := map[string]bool{}
	for walk.More() {
		if delim == '{' {
			name, err := walk.Token()
			text, isText := name.(string)
			if err != nil || !isText || names[text] || !fieldName(text) {
				return errJSON
			}
			names[text] = true
		}
		if err := checkValue(walk, depth+1); err != nil {
			return err
		}
	}
	_, err = walk.Token() // the closing one
	if err != nil {
		return errJSON
	}
	return nil
}

// fieldName tells whether a name is written as all of ours are; a decoder takes Need for need.
func fieldName(name string) bool {
	for i := range len(name) {
		if c := name[i]; (c < 'a' || c > 'z') && c != '_' {
			return false
		}
	}
	return true
}
