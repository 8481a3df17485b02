package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// fileTime is how long a file may take on its way through the socket for commands, and what is done with it.
const fileTime = 10 * time.Minute

// answerFile takes a file in, or gives one out.
func (c *control) answerFile(connection net.Conn, in io.Reader, asked question) error {
	if err := connection.SetDeadline(time.Now().Add(fileTime)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), fileTime)
	defer cancel()
	out := json.NewEncoder(connection)
	var last reply
	var err error
	if asked.Import != "" {
		last.Said, err = c.portal.importResources(ctx, c.portal.store, asked.Import, in)
	} else {
		err = c.portal.exportResources(ctx, c.portal.store, asked.Export, asked.As, replyWriter{out})
		last.Done = err == nil
	}
	if err != nil {
		last.Problem = err.Error()
	}
	return out.Encode(last)
}

// replyWriter sends what is written to it in replies.
type replyWriter struct{ out *json.Encoder }

// Write sends a part.
func (w replyWriter) Write(part []byte) (int, error) {
	if err := w.out.Encode(reply{Part: part}); err != nil {
		return 0, err
	}
	return len(part), nil
}

// askImport gives a file to the portal that runs on a folder. Errors: errNotRunning; sentences.
func askImport(ctx context.Context, dir, organization string, file io.Reader) (said string, err error) {
	connection, err := dialControl(ctx, dir, fileTime)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	if err := json.NewEncoder(connection).Encode(question{Import: organization}); err != nil {
		return "", fmt.Errorf("ask the running portal: %w", err)
	}
	_, sending := io.Copy(connection, file) // whoever refuses a file needn't read all of it: what it says matters more
	if half, ok := connection.(*net.UnixConn); ok && sending == nil {
		sending = half.CloseWrite()
	}
	var replied reply
	if err := json.NewDecoder(connection).Decode(&replied); err != nil {
		return "", fmt.Errorf("ask the running portal: %w", errors.Join(sending, err))
	}
	if replied.Problem != "" {
		return "", errors.New(replied.Problem)
	}
	return replied.Said, nil
}

// askExport has the portal that runs on a folder write its resources. Errors: errNotRunning; a sentence.
func askExport(ctx context.Context, dir, organization, as string, to io.Writer) error {
	connection, err := dialControl(ctx, dir, fileTime)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := json.NewEncoder(connection).Encode(question{Export: organization, As: as}); err != nil {
		return fmt.Errorf("ask the running portal: %w", err)
	}
	for replies := json.NewDecoder(connection); ; {
		var replied reply
		if err := replies.Decode(&replied); err != nil {
			return fmt.Errorf("read from the running portal: %w", err)
		}
		if replied.Problem != "" {
			return errors.New(replied.Problem)
		}
		if _, err := to.Write(replied.Part); err != nil {
			return fmt.Errorf("write the resources: %w", err)
		}
		if replied.Done {
			return nil
		}
	}
}
