package sqlstore

import (
	"encoding/json"
	"fmt"
	"time"

	"chatelaine/store"
)

// scanEvent reads the canonical column: the one place that has the whole event.
func scanEvent(row scanner) (e store.Event, err error) {
	var encoded []byte
	if err := row.Scan(&encoded); err != nil {
		return e, err
	}
	var c struct {
		Seq       int64           `json:"seq"`
		Org       store.OrgID     `json:"org"`
		At        int64           `json:"at"`
		ActorKind store.ActorKind `json:"actor_kind"`
		ActorID   string          `json:"actor_id"`
		ActorName string          `json:"actor_name"`
		Request   string          `json:"request"`
		Address   string          `json:"address"`
		Session   string          `json:"session"`
		Action    store.Action    `json:"action"`
		Subject   string          `json:"subject"`
		Before    []store.Field   `json:"before"`
		After     []store.Field   `json:"after"`
		Name      string          `json:"subject_name"`
	}
	if err := json.Unmarshal(encoded, &c); err != nil {
		return e, fmt.Errorf("decode an event: %w", err)
	}
	return store.Event{
		Seq: c.Seq, Org: c.Org, At: time.UnixMilli(c.At).UTC(),
		Actor: store.Actor{Kind: c.ActorKind, ID: store.PrincipalID(c.ActorID), Org: c.Org}, ActorName: c.ActorName,
		Request: store.Request{ID: c.Request, Address: c.Address, Session: c.Session},
		Action:  c.Action, Subject: c.Subject, Before: c.Before, After: c.After, SubjectName: c.Name,
	}, nil
}
