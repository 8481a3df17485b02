package sqlstore

import (
	"errors"
	"strings"
	"testing"
)

func TestPackedKeysAreReadAsTheyWerePacked(t *testing.T) {
	t.Parallel()
	digest := strings.Repeat("0A", 32)
	key := func(seq, length, name string) string {
		return seq + " 2 000000000001 manager 1000 253402300799999 253402300799999 16777216 253402300799999 " + digest + " " + length + " " + name
	}
	p := packed{text: key("7", "12", "Łódź  50 ") + " " + key("8", "0", "")}
	first, second := p.gateRow(), p.gateRow()
	if p.err != nil || p.text != "" || first.seq != 7 || first.key.Name != "Łódź  50 " || first.secret.Digest[31] != 10 ||
		second.seq != 8 || second.key.Name != "" || first.key.ExpiresAt.UnixMilli() != 1000 || !first.key.InactiveFrom.IsZero() {
		t.Errorf("%+v, %+v, %q, %v", first, second, p.text, p.err)
	}
	for _, text := range []string{
		"", "x", key("7", "-1", "a"), key("7", "9", "a"), key("7", "1", "ab"), key("", "1", "a"), strings.Replace(key("7", "1", "a"), "0A", "0G", 1),
		strings.Replace(key("7", "1", "a"), "0A", "", 1), strings.Replace(key("7", "1", "a"), "manager", "keeper", 1),
	} {
		p := packed{text: text}
		if p.gateRow(); !errors.Is(p.err, errPacked) {
			t.Errorf("%q: %v", text, p.err)
		}
	}
}
