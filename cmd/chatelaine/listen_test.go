package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
)

// loopbackPort is an address with any free port.
var loopbackPort = address{"127.0.0.1", "0"}

func TestAStopFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	listener, err := listen(t.Context(), loopbackPort)
	if err != nil {
		t.Fatal(err)
	}
	entered, leave, drained := make(chan struct{}), make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(entered)
			<-leave
		}
		io.WriteString(w, "done")
	})
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	d := &door{next: handler, drain: func() { <-drained }}
	go func() { stopped <- answer(ctx, listener, nil, d, slog.New(slog.DiscardHandler)) }()

	base := "http://" + listener.Addr().String()
	slow := make(chan string, 1)
	go func() { slow <- get(base + "/slow") }()
	<-entered
	stop()
	for got := ""; got != "503 stopping"; {
		if got = get(base + "/healthz"); got != "200 done" && got != "503 stopping" {
			t.Fatalf("asked for its health while it stops, it answers %q", got)
		}
	}
	if got := get(base + "/other"); got != "200 done" {
		t.Errorf("a request during the drain gets %q", got)
	}
	close(drained)
	close(leave)
	if got := <-slow; got != "200 done" {
		t.Errorf("the request that was under way gets %q", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("the stop ends with %v", err)
	}
	if got := get(base + "/other"); !strings.Contains(got, "refused") {
		t.Errorf("after the stop a request gets %q", got)
	}
}

// get asks on a new connection, and gives the status and the answer, or the error.
func get(url string) string {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(url)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return response.Status[:3] + " " + strings.TrimSpace(string(body))
}

func TestATakenAddressIsNamed(t *testing.T) {
	t.Parallel()
	first, err := listen(t.Context(), loopbackPort)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	host, port, err := net.SplitHostPort(first.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, err = listen(t.Context(), address{host, port})
	want := "--addr " + first.Addr().String() + " is taken by another program; accepted is an address with a free port"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestABrokenListenerIsAnError(t *testing.T) {
	t.Parallel()
	listener, err := listen(t.Context(), loopbackPort)
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := answer(t.Context(), listener, nil, &door{next: http.NotFoundHandler()}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("answer returns without an error")
	}
}
