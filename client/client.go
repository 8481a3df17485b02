// Package client asks a Chatelaine gate about API keys, for programs that have no proxy in front of them.
//
// Make a [Gate] with the gate's address and a gate credential, and ask [Gate.Verify] about each request. Let in on
// [Verdict.Valid] alone: an error means that nobody knows.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 1 << 20

// Gate is where to ask. Its methods are safe for concurrent use.
type Gate struct {
	URL        string       // such as http://127.0.0.1:8081
	Credential string       // chgate_…; it is in no error
	HTTP       *http.Client // nil: [http.DefaultClient]
}

// Question is about one key.
type Question struct {
	Key       string `json:"key"`               // the whole string that was presented
	Role      string `json:"role,omitempty"`    // at least that; empty: any
	Need      []any  `json:"need,omitempty"`    // each a permission such as "layers:read", or a [Resource]
	Address   string `json:"address,omitempty"` // of the program's own client: an IP address, without a port
	UserAgent string `json:"user_agent,omitempty"`
}

// Resource is a resource, by the product's own id, with what is to be done to it: "view" or "modify".
type Resource struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Access string `json:"access"`
}

// Verdict is what the gate says of a key. All but Valid and Code is zero unless the key is known.
type Verdict struct {
	Valid        bool            `json:"valid"`
	Code         string          `json:"code"`        // valid, or the reason why not
	Reference    string          `json:"reference"`   // by which a manager finds the reason in the portal
	RetryAfter   int             `json:"retry_after"` // seconds
	Lacks        json.RawMessage `json:"lacks"`
	Organization string          `json:"organization"`
	KeyID        string          `json:"key_id"`
	KeyName      string          `json:"key_name"`
	Role         string          `json:"role"`
	Groups       []string        `json:"groups"` // ids
	Permissions  []string        `json:"permissions"`
	Truncated    bool            `json:"truncated"` // there are too many permissions to list
	Expires      time.Time       `json:"expires"`   // zero: never
}

// Verify asks about a key. An error means that there is no verdict: let nobody in.
func (g *Gate) Verify(ctx context.Context, q Question) (Verdict, error) {
	var v Verdict
	err := g.ask(ctx, q, &v)
	return v, err
}

// VerifyAll asks about up to 100 keys at once, and gives the verdicts in their order. Errors: as of [Gate.Verify].
func (g *Gate) VerifyAll(ctx context.Context, questions []Question) ([]Verdict, error) {
	var answer struct {
		Results []Verdict `json:"results"`
	}
	err := g.ask(ctx, map[string]any{"batch": questions}, &answer)
	if err == nil && len(answer.Results) != len(questions) {
		err = fmt.Errorf("ask the gate: %d verdicts about %d keys", len(answer.Results), len(questions))
	}
	if err != nil {
		return nil, err
	}
	return answer.Results, nil
}

// ask posts a question and reads the answer.
func (g *Gate) ask(ctx context.Context, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return fmt.Errorf("write a question for the gate: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL+"/v1/verify", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ask the gate: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+g.Credential)
	r.Header.Set("Content-Type", "application/json")
	client := g.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	got, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("ask the gate: %w", err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("read the gate's answer: %w", err)
	}
	if got.StatusCode != http.StatusOK {
		var problem struct{ Code string }
		_ = json.Unmarshal(text, &problem) // it may be no answer of the gate's
		return fmt.Errorf("ask the gate: it answers %d %q", got.StatusCode, problem.Code)
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("read the gate's answer: %w", err)
	}
	return nil
}
