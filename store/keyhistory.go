package store

// KeyHistory is a part of what was done to a key.
type KeyHistory struct {
	Events  []Event // newest first; where a request came from is in none
	Earlier bool    // there are others before them
}

// RecentHistory is how many events of a key its information tells.
const RecentHistory = 5

// MaxHistory is how many events of a key are told at once.
const MaxHistory = 20
