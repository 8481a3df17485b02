package main

import (
	"context"
	"time"

	"chatelaine/web/gate"
)

// How often the store is told which gate credentials were shown, and how long that may take.
const (
	credentialNotes    = 5 * time.Second
	credentialNoteTime = 5 * time.Second
)

// noteCredentials keeps when gate credentials were shown last, until stop is closed: then it does so a last time.
func (p *portal) noteCredentials(g *gate.Gate, stop <-chan struct{}) {
	tick := time.NewTicker(credentialNotes)
	defer tick.Stop()
	for ending := false; !ending; {
		select {
		case <-tick.C:
		case <-stop:
			ending = true
		}
		ctx, cancel := context.WithTimeout(context.Background(), credentialNoteTime)
		if err := p.store.NoteGateCredentials(ctx, g.CredentialUses()); err != nil {
			p.log.Error("when gate credentials were used can't be kept", "error", err)
		}
		cancel()
	}
}
