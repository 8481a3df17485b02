package gate

import (
	"net/netip"
	"strconv"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
)

// Rates of failures (security.md § 9): 20 a second from an address, and 10 a second about a key.
var (
	failuresOfAddress = rate{time.Second / 20, 100}
	failuresOfKey     = rate{time.Second / 10, 20}
)

// Limiter counts requests by living keys against the limits that the portal sets, and failures against those of addresses
// and key ids. It is in memory, and forgets when the program stops. Make it with [NewLimiter]; its methods are safe for
// concurrent use.
type Limiter struct {
	keys          *buckets[store.KeyID]
	organizations *buckets[store.OrgID]
	addresses     *buckets[netip.Addr]
	presented     *buckets[store.KeyID]
	epoch         time.Time
}

// NewLimiter makes one. Epoch is an instant at or before all that it will be asked about; where it has a monotonic clock,
// turning the machine's clock moves no limit.
func NewLimiter(epoch time.Time) *Limiter {
	return &Limiter{newBuckets[store.KeyID](), newBuckets[store.OrgID](), newBuckets[netip.Addr](), newBuckets[store.KeyID](), epoch}
}

// ns is an instant as buckets count it. It begins a day after nothing, so that no bucket was full later than that.
func (l *Limiter) ns(at time.Time) int64 { return int64(at.Sub(l.epoch) + 24*time.Hour) }

// Quota is what the limits say of a request by a living key.
type Quota struct {
	Key, Organization Count
	Wait              time.Duration // until the next request can pass; 0: this one does
}

// Count is what one limit says. The zero Count is of none.
type Count struct {
	Limit store.RateLimit
	Left  int           // requests at once
	Full  time.Duration // until there are as many as can be
}

// Pass counts a request by a living key that has every right to it. What the organization's limit refuses isn't counted
// against the key's.
func (l *Limiter) Pass(answer *verify.Answer, at time.Time) (q Quota) {
	if answer.Limit.IsZero() && answer.OrganizationLimit.IsZero() {
		return q
	}
	now := l.ns(at)
	q.Key, q.Wait = count(l.keys, answer.Key, answer.Limit, now)
	if q.Wait > 0 {
		return q
	}
	if q.Organization, q.Wait = count(l.organizations, answer.Org, answer.OrganizationLimit, now); q.Wait > 0 && !answer.Limit.IsZero() {
		l.keys.giveBack(answer.Key, perMinute(answer.Limit.PerMinute, answer.Limit.Burst))
	}
	return q
}

func count[K comparable](b *buckets[K], key K, limit store.RateLimit, now int64) (c Count, wait time.Duration) {
	if limit.IsZero() {
		return c, 0
	}
	r := perMinute(limit.PerMinute, limit.Burst)
	fullAt, wait := b.take(key, r, now)
	return Count{limit, r.left(fullAt, now), time.Duration(max(0, fullAt-now))}, wait
}

// Fail counts a failure from an address, about a key if one was named: whatever isn't by a living key. A wait above 0 makes
// it a 429.
func (l *Limiter) Fail(address netip.Addr, key store.KeyID, at time.Time) (wait time.Duration) {
	now := l.ns(at)
	_, wait = l.addresses.take(network(address), failuresOfAddress, now)
	if key != "" {
		_, other := l.presented.take(key, failuresOfKey, now)
		wait = max(wait, other)
	}
	return wait
}

// network is what counts as one address: of IPv6 the first 64 bits, because whoever has one address there has all of those.
func network(address netip.Addr) netip.Addr {
	if !address.Is6() || address.Is4In6() {
		return address.Unmap()
	}
	whole := address.As16()
	clear(whole[8:])
	return netip.AddrFrom16(whole)
}

// write says in headers what the limits say: the two fields of draft-ietf-httpapi-ratelimit-headers, from its version 8 on.
// Each policy says how many can pass at once (q) and after how many seconds (w) that is so again.
func (q Quota) write(to *reply) {
	if q == (Quota{}) {
		return
	}
	var policies, counts []byte
	for _, one := range []struct {
		name string
		Count
	}{{"key", q.Key}, {"organization", q.Organization}} {
		if one.Limit.IsZero() {
			continue
		}
		if len(policies) > 0 {
			policies, counts = append(policies, ", "...), append(counts, ", "...)
		}
		full := perMinute(one.Limit.PerMinute, one.Limit.Burst).full()
		policies = parameter(parameter(append(strconv.AppendQuote(policies, one.name), ";q="...), one.Limit.Burst, ";w="), inSeconds(full), "")
		counts = parameter(parameter(append(strconv.AppendQuote(counts, one.name), ";r="...), one.Left, ";t="), inSeconds(one.Full), "")
	}
	if len(policies) > 0 {
		to.set("Ratelimit-Policy", string(policies))
		to.set("Ratelimit", string(counts))
	}
	if q.Wait > 0 {
		to.set("Retry-After", strconv.Itoa(inSeconds(q.Wait)))
	}
}

// parameter appends a number and what comes after it.
func parameter(to []byte, n int, after string) []byte {
	return append(strconv.AppendInt(to, int64(n), 10), after...)
}

// inSeconds rounds up.
func inSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
