package storetest

import (
	"cmp"
	"crypto/sha256"
	"strings"
	"time"

	"chatelaine/store"
)

// id makes 12 base62 characters from a label: always the same from the same one.
func id(label string) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := sha256.Sum256([]byte(label))
	text := make([]byte, 12)
	for i := range text {
		text[i] = digits[int(sum[i])%len(digits)]
	}
	return string(text)
}

// digest stands for a token, a secret or a body.
func digest(label string) store.Digest { return sha256.Sum256([]byte(label)) }

func secret(label string) store.NewSecret {
	return store.NewSecret{Digest: digest("secret of " + label), Prefix: "chk", Tail: id(label)[:4]}
}

func call(actor store.Actor, at time.Time) store.Call {
	return store.Call{Actor: actor, At: at, Request: store.Request{ID: "request", Address: "192.0.2.7", Session: "session"}}
}

// key, resource and view are the same in the twin where the plot says so.
func (p plot) key(name string) store.KeyID {
	return store.KeyID(id(cmp.Or(p.ids, p.slug) + " key " + name))
}
func (p plot) resource(name string) store.ResourceID {
	if name == "" {
		return ""
	}
	return store.ResourceID(id(cmp.Or(p.ids, p.slug) + " resource " + name))
}

func (p plot) view(name string) store.ViewID {
	return store.ViewID(id(cmp.Or(p.ids, p.slug) + " view " + name))
}

func (p plot) group(name string) store.GroupID {
	return store.GroupID(id(cmp.Or(p.ids, p.slug) + " group " + name))
}

// account and email of gil and hal are the same in the twin.
func (p plot) account(name string) store.AccountID {
	return store.AccountID(id(p.home(name) + " account " + name))
}
func (p plot) email(name string) string { return name + "@" + p.home(name) + ".example" }

// home is the plot that an account's id and address are made from.
func (p plot) home(name string) string {
	if name == "gil" || name == "hal" {
		return strings.TrimSuffix(p.slug, twinSuffix)
	}
	return p.slug
}

// principal is a key if the name begins so, and a member otherwise.
func (p plot) principal(name string) store.PrincipalID {
	if len(name) > 2 && name[:3] == "key" {
		return p.key(name).Principal()
	}
	return p.account(name).Principal()
}

// account, key, resource, view, group and principal of a tenant are those of its plot.
func (o tenant) account(name string) store.AccountID     { return o.plot.account(name) }
func (o tenant) key(name string) store.KeyID             { return o.plot.key(name) }
func (o tenant) resource(name string) store.ResourceID   { return o.plot.resource(name) }
func (o tenant) view(name string) store.ViewID           { return o.plot.view(name) }
func (o tenant) group(name string) store.GroupID         { return o.plot.group(name) }
func (o tenant) principal(name string) store.PrincipalID { return o.plot.principal(name) }

// actor is a member or, if the name begins so, a key.
func (o tenant) actor(name string) store.Actor {
	actor := store.Actor{Kind: store.ActorMember, ID: o.principal(name), Org: o.Org}
	if actor.ID != o.account(name).Principal() {
		actor.Kind = store.ActorKey
	}
	return actor
}

// as is a call of a member, a minute after the start.
func (o tenant) as(name string) store.Call { return call(o.actor(name), start.Add(time.Minute)) }
