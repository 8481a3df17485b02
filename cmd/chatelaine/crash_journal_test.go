package main

import (
	"fmt"
	"net/url"
	"strings"

	"chatelaine/store"
)

// step says how far a change has come, as its client knows it.
type step uint8

const (
	untried step = iota
	asked        // sent, or about to be; the answer hasn't come, so it is wholly done or wholly undone
	done         // acknowledged: the answer was read to its end
)

// entry is a key in the journal. One worker at a time has it.
type entry struct {
	imported bool // it was there before; otherwise a form makes it
	id       store.KeyID
	name     string
	digest   store.Digest // of its secret

	made      step
	form      url.Values // that makes it
	confirm   step
	confirmed bool // when it was imported
	deleted   step
	plan      url.Values // that deletes it
	choice    store.Choice
	property  *property // nil: it owns nothing

	there bool // as learn found it, when its portal was last compared
}

// journal is what the clients of a portal know of its keys.
type journal struct {
	entries    []*entry
	common     store.ResourceID
	neighbour  store.PrincipalID
	successors []store.AccountID
}

// facts are sentences about what is in a database, with how often each is there.
type facts map[string]int

// add notes a fact of some words, once.
func (f facts) add(words ...any) { f[strings.TrimSuffix(fmt.Sprintln(words...), "\n")] = 1 }

// join adds others: of a resource that keys share, each key tells.
func (f facts) join(others facts) {
	for fact, n := range others {
		f[fact] += n
	}
}

// learn takes from the truth which of the changes happened that were asked for without an answer. Each is one change of
// one key; what else belongs to it, expect tells.
func (j *journal) learn(found truth) {
	for _, e := range j.entries {
		row, there := found.keys[e.name]
		if e.made == asked && there {
			e.id, e.digest = row.id, row.digest
		}
		e.there = there
		if e.made == done && e.deleted != asked { // then its client knows
			e.there = e.deleted == untried
		}
		if e.confirm == asked && there && row.confirmed {
			e.confirm = done
		} else if e.confirm == asked {
			e.confirm = untried
		}
	}
}

// expect says what must be in the database: all of what belongs to a change that happened, and nothing of the others.
func (j *journal) expect() facts {
	f := facts{}
	f.add("resource", j.common)
	f.add("owner", j.common, j.neighbour)
	for _, e := range j.entries {
		if e.made == done || e.there {
			f.join(e.expect())
		}
	}
	return f
}

func (e *entry) expect() facts {
	f := facts{}
	if !e.imported {
		f.add("event", store.KeyCreated, e.id)
		f.add("form", e.id)
	}
	if e.confirm == done {
		f.add("event", store.KeyConfirmed, e.id)
	}
	if e.there {
		f.add("key", e.id, e.name, e.digest, e.confirmed || e.confirm == done)
	} else {
		f.add("event", store.KeyDeleted, e.id)
	}
	if e.property != nil {
		f.join(e.property.facts(e.id.Principal(), e.there, e.choice))
	}
	return f
}

// tally counts entries that a rule holds for.
func (j *journal) tally(holds func(*entry) bool) int {
	n := 0
	for _, e := range j.entries {
		if holds(e) {
			n++
		}
	}
	return n
}
