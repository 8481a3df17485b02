package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"chatelaine/proxyconfig"
)

// proxyConfig writes the configuration of a reverse proxy that asks the gate. Its fields are the flags.
type proxyConfig struct {
	Name           string   `arg:"" name:"NAME" help:"nginx, haproxy, caddy, traefik or envoy."`
	Organization   string   `required:"" placeholder:"SHORT-NAME" help:"Whose keys open the application: what stands after /o/ in the portal's addresses."`
	App            string   `placeholder:"URL" default:"http://127.0.0.1:9000" help:"The application behind the proxy."`
	Listen         string   `placeholder:"ADDRESS" default:":8000" help:"Where the proxy listens."`
	Gate           string   `placeholder:"URL" default:"http://127.0.0.1:8081" help:"The gate, or its socket as unix:/PATH."`
	GateCA         string   `name:"gate-ca" type:"path" placeholder:"FILE" help:"Authorities for the certificate of a gate at https. Without it, the system's."`
	GateCredential string   `name:"gate-credential-file" type:"path" placeholder:"FILE" help:"File with the gate credential; a gate that other machines can reach asks for one."`
	Role           string   `placeholder:"ROLE" help:"What a key's role must at least be: user or manager."`
	Need           []string `placeholder:"KIND:ACTION" help:"Permission that a key must have. Can be given several times."`
	Preflight      bool     `help:"Let a browser's preflight request (CORS) pass without a key."`
	Write          string   `type:"path" placeholder:"DIR" help:"Folder to write the files into. Without it they are printed."`
}

// Run prints the files, or writes them.
func (p proxyConfig) Run(t terminal) error {
	credential, err := readCredential(p.GateCredential)
	if err != nil {
		return err
	}
	files, err := proxyconfig.Generate(p.Name, proxyconfig.Setup{
		Gate: p.Gate, GateCA: p.GateCA, Credential: credential,
		Organization: p.Organization, Role: p.Role, Needs: p.Need,
		App: p.App, Listen: p.Listen, Preflight: p.Preflight,
	})
	if err != nil {
		return err
	}
	if p.Write != "" {
		return writeFiles(t.stdout, p.Write, files)
	}
	return printFiles(t.stdout, files)
}

// readCredential reads a file with a gate credential; no file: none.
func readCredential(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read --gate-credential-file: %w", err)
	}
	if credential := strings.TrimSpace(string(text)); credential != "" {
		return credential, nil
	}
	return "", problem{flag: "--gate-credential-file " + file, wrong: "is empty", accepted: "a file with one line that begins with chgate_"}
}

// printFiles prints one file as it is, and several each below a line with its name.
func printFiles(w io.Writer, files []proxyconfig.File) error {
	for _, f := range files {
		if len(files) > 1 {
			fmt.Fprintf(w, "==> %s <==\n", f.Name)
		}
		if _, err := io.WriteString(w, f.Text); err != nil {
			return err
		}
	}
	return nil
}

// writeFiles writes each file into a folder, for its owner's eyes only, and replaces none.
func writeFiles(w io.Writer, dir string, files []proxyconfig.File) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make --write %s: %w", dir, err)
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := writeNew(path, f.Text); err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		fmt.Fprintln(w, path)
	}
	return nil
}

// writeNew writes a file that isn't there yet.
func writeNew(path, text string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.WriteString(text)
	return err
}
