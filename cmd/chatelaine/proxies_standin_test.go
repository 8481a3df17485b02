package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatelaine/proxyconfig"
)

// TestBinaryProxiesStandIns reads the configurations as those programs do, and does what their sources do: neither can be
// had as a package.
//
// Traefik is v3.7.13: pkg/server/server_entrypoint_tcp.go and pkg/middlewares/forwardedheaders/forwarded_header.go for
// what happens to each request before it is routed, pkg/middlewares/headers/header.go, and pkg/middlewares/auth/forward.go.
// Envoy is of 2025, after 1.34 and before 1.37: source/extensions/filters/http/ext_authz/ext_authz.cc, in
// source/extensions/filters/common/ext_authz check_request_utils.cc and ext_authz_http_impl.cc, and
// source/common/http/http1/codec_impl.cc for what Connection names.
//
// By hand, envoy.yaml was validated by the messages of Envoy's API as of 1.40 (github.com/envoyproxy/go-control-plane/envoy,
// where nothing of it is deprecated), and the files of Traefik were read by the parser of 3.7.13 (github.com/traefik/paerser
// 0.2.2) into its names.
func TestBinaryProxiesStandIns(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(*testing.T, started) http.Handler{"traefik": asTraefik, "envoy": asEnvoy} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := started{}
			standIn := func(t *testing.T, made started) {
				t.Helper()
				server := httptest.NewServer(start(t, made))
				t.Cleanup(server.Close)
				s.address = server.Listener.Addr().String()
			}
			made := startProxyBy(t, name, proxyconfig.Setup{Role: "user", Needs: []string{"layers:read", "layers:edit"}, Credential: gatePass, Preflight: true}, nil, standIn)
			made.address = s.address
			for _, c := range approaches {
				made.try(t, name, c)
			}
			made.try(t, name, approach{says: "2: a gate that says 204", headers: []string{presents(oddKey)}, status: map[string]int{"envoy": 204, "traefik": 200}[name], app: name == "traefik"})
			made.tryWithoutGate(t, name)
		})
	}
}

// toApp passes requests on, as Go's proxy does, which is Traefik's too.
func toApp(address string) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: address})
		r.Out.Host = r.In.Host
		r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
	}}
}

// askGate sends a question to the gate; nil: nobody answers.
func askGate(method, address string, h http.Header) (*http.Response, []byte) {
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		return nil, nil
	}
	r.Header = h
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, nil
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response, body
}

// tables are the tables of a TOML file: texts, and lists of texts.
func tables(t *testing.T, s started, file string) map[string]map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	all, at := map[string]map[string][]string{}, ""
	quoted := regexp.MustCompile(`"([^"]*)"`)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		name, value, is := strings.Cut(line, " = ")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			at = strings.Trim(line, "[]")
			all[at] = map[string][]string{}
		case is:
			name = strings.Trim(name, `"`)
			all[at][name] = []string{}
			for _, m := range quoted.FindAllStringSubmatch(value, -1) {
				all[at][name] = append(all[at][name], m[1])
			}
		}
	}
	return all
}

// asTraefik chooses a router, and does what its middlewares say.
func asTraefik(t *testing.T, s started) http.Handler {
	conf := tables(t, s, "chatelaine.toml")
	app := toApp(strings.TrimPrefix(conf["http.services.chatelaine-app.loadBalancer.servers"]["url"][0], "http://"))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		traefikEnters(r)
		router := "chatelaine"
		switch {
		case r.Method == "OPTIONS" && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != "":
			router = "chatelaine-preflight"
		case r.Header.Get("Upgrade") == "websocket":
			router = "chatelaine-websocket"
		}
		for _, name := range conf["http.routers."+router]["middlewares"] {
			for header, value := range conf["http.middlewares."+name+".headers.customRequestHeaders"] {
				if r.Header.Del(header); value[0] != "" {
					r.Header.Set(header, value[0])
				}
			}
			if forward := conf["http.middlewares."+name+".forwardAuth"]; forward != nil && !traefikAsks(w, r, forward) {
				return
			}
		}
		app.ServeHTTP(w, r)
	})
}

// traefikEnters is its entry point, which believes nobody and cleans paths.
func traefikEnters(r *http.Request) {
	clean := *r.URL
	clean.RawPath = strings.NewReplacer("%2e", ".", "%2E", ".").Replace(r.URL.EscapedPath())
	r.URL = clean.JoinPath()
	for name := range r.Header {
		if strings.HasPrefix(strings.ReplaceAll(name, "_", "-"), "X-Forwarded-") {
			delete(r.Header, name)
		}
	}
	upgrade := r.Header.Get("Upgrade")
	dropNamed(r.Header)
	if upgrade != "" {
		r.Header.Set("Connection", "Upgrade")
		r.Header.Set("Upgrade", upgrade)
	}
	r.Header.Set("X-Forwarded-For", "127.0.0.1")
	r.Header.Set("X-Forwarded-Host", r.Host)
	r.Header.Set("X-Forwarded-Proto", "http")
}

// dropNamed drops what Connection names, and that header itself.
func dropNamed(h http.Header) {
	for _, name := range strings.Split(strings.Join(h.Values("Connection"), ","), ",") {
		h.Del(strings.TrimSpace(name))
	}
	h.Del("Connection")
}

// traefikAsks is its forwardAuth; it tells whether the request goes on.
func traefikAsks(w http.ResponseWriter, r *http.Request, conf map[string][]string) bool {
	h := http.Header{}
	for _, name := range conf["authRequestHeaders"] {
		if values := r.Header.Values(name); len(values) > 0 {
			h[http.CanonicalHeaderKey(name)] = slices.Clone(values)
		}
	}
	h.Set("X-Forwarded-For", "127.0.0.1")
	h.Set("X-Forwarded-Method", r.Method)
	h.Set("X-Forwarded-Proto", "http")
	h.Set("X-Forwarded-Port", "80")
	h.Set("X-Forwarded-Host", r.Host)
	h.Set("X-Forwarded-Uri", r.URL.RequestURI())
	response, body := askGate("GET", conf["address"][0], h)
	switch {
	case response == nil:
		w.WriteHeader(http.StatusInternalServerError)
		return false
	case response.StatusCode < 200 || response.StatusCode >= 300:
		dropNamed(response.Header)
		maps.Copy(w.Header(), response.Header)
		w.WriteHeader(response.StatusCode)
		w.Write(body)
		return false
	}
	for _, name := range conf["authResponseHeaders"] {
		if r.Header.Del(name); len(response.Header.Values(name)) > 0 {
			r.Header[http.CanonicalHeaderKey(name)] = slices.Clone(response.Header.Values(name))
		}
	}
	return true
}

// names is a list of headers in Envoy's configuration.
type names struct{ Patterns []struct{ Exact string } }

func (n names) has(header string) bool {
	return slices.ContainsFunc(n.Patterns, func(p struct{ Exact string }) bool { return strings.EqualFold(p.Exact, header) })
}

// envoyFilter is what a filter of Envoy's is configured with.
type envoyFilter struct {
	Mutations struct {
		Requests []struct{ Remove string } `json:"request_mutations"`
	}
	AllowedHeaders   names `json:"allowed_headers"`
	FailureModeAllow bool  `json:"failure_mode_allow"`
	HTTP             struct {
		Server  struct{ URI string } `json:"server_uri"`
		Prefix  string               `json:"path_prefix"`
		Request struct {
			Add []struct{ Key, Value string } `json:"headers_to_add"`
		} `json:"authorization_request"`
		Response struct {
			Upstream names `json:"allowed_upstream_headers"`
			Client   names `json:"allowed_client_headers"`
		} `json:"authorization_response"`
	} `json:"http_service"`
}

// envoyManager is the part of Envoy's configuration that handles requests.
type envoyManager struct {
	Options struct {
		Underscores string `json:"headers_with_underscores_action"`
	} `json:"common_http_protocol_options"`
	Filters []struct {
		Config envoyFilter `json:"typed_config"`
	} `json:"http_filters"`
	Routes struct {
		Remove []string `json:"request_headers_to_remove"`
	} `json:"route_config"`
}

// readEnvoy reads the configuration, without its comments.
func readEnvoy(t *testing.T, s started) envoyManager {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "envoy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var conf struct {
		Static struct {
			Listeners []struct {
				Chains []struct {
					Filters []struct {
						Config envoyManager `json:"typed_config"`
					}
				} `json:"filter_chains"`
			}
		} `json:"static_resources"`
	}
	if err := json.Unmarshal(regexp.MustCompile(`(?m)^\s*#.*$`).ReplaceAll(text, nil), &conf); err != nil {
		t.Fatalf("envoy.yaml isn't JSON with comments: %v", err)
	}
	return conf.Static.Listeners[0].Chains[0].Filters[0].Config
}

// asEnvoy does what its filters do, in their order.
func asEnvoy(t *testing.T, s started) http.Handler {
	conf := readEnvoy(t, s)
	app := toApp(s.app.address)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			if strings.Contains(name, "_") && conf.Options.Underscores == "DROP_HEADER" {
				delete(r.Header, name)
			}
		}
		if r.Header.Get("Upgrade") == "" {
			dropNamed(r.Header) // by its codec
		}
		r.Header.Set("X-Forwarded-For", strings.Join(append(r.Header.Values("X-Forwarded-For"), "127.0.0.1"), ",")) // use_remote_address
		preflight := r.Method == "OPTIONS" && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
		for _, f := range conf.Filters {
			for _, m := range f.Config.Mutations.Requests {
				r.Header.Del(m.Remove)
			}
			if f.Config.HTTP.Prefix != "" && !preflight && !envoyAsks(w, r, f.Config) {
				return
			}
		}
		for _, name := range conf.Routes.Remove {
			r.Header.Del(name)
		}
		app.ServeHTTP(w, r)
	})
}

// envoyAsks is its ext_authz filter; it tells whether the request goes on.
func envoyAsks(w http.ResponseWriter, r *http.Request, conf envoyFilter) bool {
	h := http.Header{"Content-Length": {"0"}}
	for name, values := range r.Header {
		if name == "Authorization" || conf.AllowedHeaders.has(name) {
			h.Set(name, strings.Join(values, ",")) // repeated ones are joined
		}
	}
	for _, add := range conf.HTTP.Request.Add {
		h.Set(add.Key, add.Value)
	}
	response, body := askGate(r.Method, conf.HTTP.Server.URI+conf.HTTP.Prefix+r.RequestURI, h)
	switch {
	case response == nil || response.StatusCode >= 500:
		if !conf.FailureModeAllow {
			w.WriteHeader(http.StatusServiceUnavailable) // its status_on_error
		}
		return conf.FailureModeAllow
	case response.StatusCode != http.StatusOK:
		for name, values := range response.Header {
			if name == "Www-Authenticate" || conf.HTTP.Response.Client.has(name) {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(response.StatusCode)
		io.Copy(w, bytes.NewReader(body))
		return false
	}
	for name, values := range response.Header {
		if conf.HTTP.Response.Upstream.has(name) {
			r.Header[name] = values
		}
	}
	return true
}
