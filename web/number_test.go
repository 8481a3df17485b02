package web

import "testing"

func TestNumbersAreDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"0": 0, "30": 30, "9223372036854775807": 9223372036854775807,
		"": -1, "+30": -1, " 30": -1, "30 ": -1, "-1": -1, "-0": -1, "030": -1, "3_0": -1, "0x1e": -1, "3e1": -1, "30.0": -1, "٣٠": -1, "9223372036854775808": -1,
	} {
		n, ok := wholeNumber(text)
		if ok != (want >= 0) || ok && n != want {
			t.Errorf("%q is %d, %t", text, n, ok)
		}
	}
}
