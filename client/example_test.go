package client_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"chatelaine/client"
)

// A program that serves maps lets in who may read layers, and nobody while the gate doesn't answer.
func Example() {
	gate := httptest.NewServer(http.HandlerFunc(answers)) // in its place, chatelaine serve
	defer gate.Close()

	g := &client.Gate{URL: gate.URL, Credential: "chgate_…", HTTP: &http.Client{Timeout: 2 * time.Second}}
	maps := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address, _, _ := net.SplitHostPort(r.RemoteAddr)
		v, err := g.Verify(r.Context(), client.Question{
			Key: r.Header.Get("Api-Key"), Need: []any{"layers:read"}, Address: address, UserAgent: r.UserAgent(),
		})
		switch {
		case err != nil:
			http.Error(w, "Try again later.", http.StatusServiceUnavailable)
		case !v.Valid:
			w.Header().Set("X-Chatelaine-Ref", v.Reference) // by which a manager finds the reason
			http.Error(w, "This key does not open this door.", http.StatusForbidden)
		default:
			fmt.Fprintf(w, "Hello, %s.\n", v.KeyName)
		}
	})

	for _, key := range []string{"chk_living", "chk_switched_off"} {
		r := httptest.NewRequest(http.MethodGet, "/tiles/1", http.NoBody)
		r.Header.Set("Api-Key", key)
		answer := httptest.NewRecorder()
		maps.ServeHTTP(answer, r)
		fmt.Print(answer.Code, " ", answer.Body)
	}
	// Output:
	// 200 Hello, Night import.
	// 403 This key does not open this door.
}

// A resource is named by the product's own id; several keys are asked about at once.
func ExampleGate_VerifyAll() {
	gate := httptest.NewServer(http.HandlerFunc(answers))
	defer gate.Close()

	g := &client.Gate{URL: gate.URL, Credential: "chgate_…"}
	modify := []any{client.Resource{Kind: "layers", ID: "42", Access: "modify"}}
	all, err := g.VerifyAll(context.Background(), []client.Question{{Key: "chk_living", Need: modify}, {Key: "chk_switched_off"}})
	if err != nil {
		fmt.Println(err) // nobody knows: let nobody in
		return
	}
	for _, v := range all {
		fmt.Println(v.Valid, v.Code)
	}
	// Output:
	// true valid
	// false inactive
}

// answers is a gate that knows two keys.
func answers(w http.ResponseWriter, r *http.Request) {
	const yes, no = `{"valid":true,"code":"valid","key_name":"Night import"}`, `{"valid":false,"code":"inactive","reference":"5f0c1d2e3a4b5c6d"}`
	body, _ := io.ReadAll(r.Body)
	switch {
	case strings.Contains(string(body), "192.0.2.1:"):
		w.WriteHeader(http.StatusUnprocessableEntity) // an address has no port
	case strings.Contains(string(body), "batch"):
		fmt.Fprintf(w, `{"results":[%s,%s]}`, yes, no)
	case strings.Contains(string(body), "chk_living"):
		io.WriteString(w, yes)
	default:
		io.WriteString(w, no)
	}
}
