package store_test

import (
	"testing"

	"chatelaine/store"
)

func TestFindsPerson(t *testing.T) {
	t.Parallel()
	const name, email = "Piotr Zieliński-Łuczak", "piotr@meridian.example"
	for search, want := range map[string]bool{
		"":                 true,
		"zielinski":        true,
		"ZIELIŃSKI":        true,
		"luczak piotr":     true,
		"ziel meridian.ex": true,
		"piotr nowak":      false,
		"%":                false,
		"_":                false,
	} {
		if got := store.FindsPerson(search, name, email); got != want {
			t.Errorf("%q finds %s: %t, want %t", search, name, got, want)
		}
	}
}
