//go:build race

package storetest

// tableShare: under the race detector, which makes SQLite some ten times slower, one of so many orders and
// filters is tried. The suite runs without it too, and then tries all.
const tableShare = 6
