//go:build race

package storetest

// raceDetector: it makes SQLite some ten times slower, so that suites in which one thing happens after the other and
// which try very much are left to the run without it.
const raceDetector = true
