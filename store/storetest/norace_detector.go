//go:build !race

package storetest

// tableShare: every order and filter is tried.
const tableShare = 1
