package store

import "time"

// ResourceDetails is a resource as its own page shows it.
type ResourceDetails struct {
	Resource    Resource
	Version     int64 // grows with each change of name and place
	CreatedAt   time.Time
	Owners      []Owner      // members before keys, by name
	Access      []NamedEntry // likewise
	Says        []Say        // who may do what, by all of that and by what it lies in
	Parent      Resource     // zero: it lies in none
	Children    []Resource   // the first [MaxNamed] that lie in it, by kind and name
	ChildCounts []KindCount  // all that lie in it, by kind
	MayLieIn    Kind         // zero: its kind lies in none
	History     ResourceHistory
	Can         ResourceActions
}

// ResourceHistory is a part of what was done to a resource.
type ResourceHistory struct {
	Events  []Event                // newest first; where a request came from is in none
	Names   map[PrincipalID]string // what principals of the events are called, or were
	Places  map[ResourceID]string  // what resources of the events are called
	Earlier bool                   // there are others before them
}

// ResourceForm says what can be chosen for a new resource.
type ResourceForm struct {
	Kinds   []Kind
	Holders []Holder // some who can own it
	Own     Owner    // the actor
}

// Holder is somebody who can own resources or get access to them.
type Holder struct {
	Owner
	Email string // of a member
	Role  Role
}

// ResourceChangedError tells of a resource that somebody changed since the form about it was opened; nothing was done.
type ResourceChangedError struct {
	Resource Resource
	Version  int64
	Parent   Resource // what it lies in now
	Last     Event    // what was done to it last; zero if nothing is known
}

// Error is for logs and tests.
func (e *ResourceChangedError) Error() string { return ErrResourceChanged.Error() }

// Is matches [ErrResourceChanged].
func (e *ResourceChangedError) Is(target error) bool { return target == ErrResourceChanged }
