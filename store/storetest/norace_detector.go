//go:build !race

package storetest

// raceDetector: every suite runs.
const raceDetector = false
