package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestDownloadGivesUpWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	failed := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		out, part := newDownload(w, 50*time.Millisecond), make([]byte, 1<<20)
		for {
			if err := out.send(part); err != nil {
				failed <- err
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatalf("begin a download: %v", err)
	}
	defer response.Body.Close()
	<-failed // or the test never ends
}
