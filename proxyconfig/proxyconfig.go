// Package proxyconfig writes the configuration of a reverse proxy that asks the gate about each request before an
// application sees it. Generate gives the files for one of Proxies.
//
// Whatever the proxy, the files promise the same: what a client says in our headers is deleted before anything else, in
// the spelling with hyphens and in the one with underscores; the application gets the gate's identity headers and never
// the key; a refusal reaches the client with the gate's status and its reference; and where the gate can't be asked,
// nothing passes.
package proxyconfig

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
)

// File is one file of a configuration.
type File struct {
	Name string // what the proxy's other files and the documentation call it
	Text string
}

// identity are the headers in which the gate tells the application who calls. The application gets them all.
var identity = []string{
	"X-Chatelaine-Organization",
	"X-Chatelaine-Key-Id",
	"X-Chatelaine-Key-Name",
	"X-Chatelaine-Role",
	"X-Chatelaine-Groups",
	"X-Chatelaine-Permissions",
	"X-Chatelaine-Expires",
	"X-Chatelaine-Truncated",
}

// told are what the client is told besides: why it waits, and what to ask a manager about.
var told = []string{"WWW-Authenticate", "Retry-After", "X-Chatelaine-Ref", "RateLimit", "RateLimit-Policy"}

// keys are where a client may present its key. The application sees none of them.
var keys = []string{"Api-Key", "X-Api-Key", "Authorization"}

//go:embed templates
var templates embed.FS

// files are the names of each proxy's files; the first is the one that the program is started with.
var files = map[string][]string{
	"nginx":   {"chatelaine.conf"},
	"haproxy": {"haproxy.cfg", "chatelaine.lua"},
	"caddy":   {"Caddyfile"},
	"traefik": {"traefik.toml", "chatelaine.toml"},
	"envoy":   {"envoy.yaml"},
}

// Proxies are the names that Generate knows.
func Proxies() []string { return []string{"nginx", "haproxy", "caddy", "traefik", "envoy"} }

// Generate writes the configuration of a proxy. Errors: a *FieldError for each field of s that can't be used, joined.
func Generate(proxy string, s Setup) ([]File, error) {
	if !slices.Contains(Proxies(), proxy) {
		return nil, &FieldError{"NAME", proxy, "isn't a proxy known here", strings.Join(Proxies(), ", ")}
	}
	v, err := s.read(proxy)
	if err != nil {
		return nil, err
	}
	var written []File
	for _, name := range files[proxy] {
		text, err := fill(proxy+"/"+name, v)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", name, err)
		}
		written = append(written, File{name, text})
	}
	return written, nil
}

// fill writes one template.
func fill(name string, v values) (string, error) {
	t, err := template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"lower":    strings.ToLower,
		"variable": variable,
		"join":     strings.Join,
		"listed":   listed,
	}).ParseFS(templates, "templates/"+name)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	base := name[strings.LastIndexByte(name, '/')+1:]
	if err := t.ExecuteTemplate(&text, base, v); err != nil {
		return "", err
	}
	return text.String(), nil
}

// variable is the name of a header in nginx's and HAProxy's variables.
func variable(header string) string { return strings.ReplaceAll(strings.ToLower(header), "-", "_") }

// listed is a list of texts in TOML and Lua.
func listed(texts []string) string { return `"` + strings.Join(texts, `", "`) + `"` }
