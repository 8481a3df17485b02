package sample_test

import (
	"testing"

	"chatelaine/store/sample"
)

// A demo of a million keys makes each of them once.
func BenchmarkKeys(b *testing.B) {
	b.ReportAllocs()
	in, err := sample.Meridian(now, random(1), b.N)
	if err != nil {
		b.Fatal(err)
	}
	for range in.Keys {
	}
}
