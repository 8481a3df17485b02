package store

import (
	"fmt"
	"strconv"
	"strings"
)

// RateLimit is how many requests the gate lets pass: so many a minute, spread evenly, and after a pause so many at once.
// The zero RateLimit lets all pass.
type RateLimit struct {
	PerMinute int // 1 to [MaxPerMinute]; 0: no limit
	Burst     int // 1 to [MaxPerMinute]; 0: without a limit
}

// MaxPerMinute is the highest limit: 10,000 requests a second.
const MaxPerMinute = 600_000

// Problems of limits, as [InvalidError] says them.
const (
	// ProblemLimit is that of what is no number of requests.
	ProblemLimit = "is not a number of requests"
	// ProblemBurst is that of a burst without a limit.
	ProblemBurst = "means nothing without a number of requests a minute"
)

const (
	acceptedLimit = "a whole number from 1 to 600,000, or nothing for no limit"
	acceptedBurst = "a whole number from 1 to 600,000, or nothing for as many as in a minute"
)

// IsZero tells whether the limit lets all requests pass.
func (l RateLimit) IsZero() bool { return l == RateLimit{} }

// ParseRateLimit reads a limit as a form has it. Without a burst it is as many as in a minute; without anything, no limit.
// Errors: one [InvalidError] for each of the fields "per_minute" and "burst" that is wrong.
func ParseRateLimit(perMinute, burst string) (limit RateLimit, problems []error) {
	var err error
	if limit.PerMinute, err = requests("per_minute", perMinute, acceptedLimit); err != nil {
		problems = append(problems, err)
	}
	if limit.Burst, err = requests("burst", burst, acceptedBurst); err != nil {
		problems = append(problems, err)
	}
	if len(problems) > 0 {
		return RateLimit{}, problems
	}
	if limit.Burst == 0 {
		limit.Burst = limit.PerMinute
	}
	if err := limit.Check(); err != nil {
		return RateLimit{}, []error{err}
	}
	return limit, nil
}

// requests reads a number of them; 0 of an empty text.
func requests(field, text, accepted string) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || strings.Trim(text, "0123456789") != "" || n < 1 || n > MaxPerMinute {
		return 0, &InvalidError{Field: field, Problem: ProblemLimit, Accepted: accepted}
	}
	return n, nil
}

// Check refuses what is no limit. Errors: [InvalidError] for the fields "per_minute" and "burst".
func (l RateLimit) Check() error {
	switch {
	case l.PerMinute < 0 || l.PerMinute > MaxPerMinute:
		return &InvalidError{Field: "per_minute", Problem: ProblemLimit, Accepted: acceptedLimit}
	case l.PerMinute == 0 && l.Burst != 0:
		return &InvalidError{Field: "burst", Problem: ProblemBurst, Accepted: "nothing, or a number beside a number of requests a minute"}
	case l.Burst < 0 || l.Burst > MaxPerMinute || l.PerMinute > 0 && l.Burst == 0:
		return &InvalidError{Field: "burst", Problem: ProblemLimit, Accepted: acceptedBurst}
	}
	return nil
}

// String writes the limit as events have it: "600/50" is 600 a minute and 50 at once; empty: no limit.
func (l RateLimit) String() string {
	if l.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d/%d", l.PerMinute, l.Burst)
}

// ReadRateLimit reads what [RateLimit.String] wrote.
func ReadRateLimit(text string) (limit RateLimit, ok bool) {
	perMinute, burst, _ := strings.Cut(text, "/")
	limit, problems := ParseRateLimit(perMinute, burst)
	return limit, len(problems) == 0 && limit.String() == text
}
