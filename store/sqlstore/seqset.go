package sqlstore

import (
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// seqList is what an arm found.
type seqList struct {
	n    int64  // keys, counted up to one more than were asked for
	seqs string // with commas between them; empty: none, or too many
}

// listOf lists seqs.
func listOf(seqs []int64) seqList {
	var text strings.Builder
	for i, seq := range seqs {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(strconv.FormatInt(seq, 10))
	}
	return seqList{int64(len(seqs)), text.String()}
}

// each gives the seqs one by one.
func (l seqList) each() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		seq := int64(0)
		for i := range len(l.seqs) {
			if letter := l.seqs[i]; letter != ',' {
				seq = 10*seq + int64(letter-'0')
				continue
			}
			if !yield(seq) {
				return
			}
			seq = 0
		}
		if l.seqs != "" {
			yield(seq)
		}
	}
}

// seqSet is a set of keys, by their seqs. The zero set is empty.
type seqSet struct {
	first int64    // the seq of the first bit
	bits  []uint64 // from the least one on
}

// setOf is the set of some seqs.
func setOf(seqs []int64) (s seqSet) {
	if len(seqs) == 0 {
		return s
	}
	s.first = slices.Min(seqs)
	s.bits = make([]uint64, (slices.Max(seqs)-s.first)/64+1)
	for _, seq := range seqs {
		at := seq - s.first
		s.bits[at/64] |= 1 << (at % 64)
	}
	return s
}

// has tells whether a key is in the set.
func (s seqSet) has(seq int64) bool {
	at := uint64(seq - s.first) // before the first it is very large
	return at/64 < uint64(len(s.bits)) && s.bits[at/64]>>(at%64)&1 == 1
}

// len is how many keys there are.
func (s seqSet) len() (n int) {
	for _, word := range s.bits {
		n += bits.OnesCount64(word)
	}
	return n
}

// each gives the keys one by one, the oldest first.
func (s seqSet) each() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for i, word := range s.bits {
			for ; word != 0; word &= word - 1 {
				if !yield(s.first + int64(64*i+bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}

// least are the first keys, up to so many.
func (s seqSet) least(n int) (seqs []int64) {
	for seq := range s.each() {
		if len(seqs) == n {
			break
		}
		seqs = append(seqs, seq)
	}
	return seqs
}

// both are the keys of the set that another one has too.
func (s seqSet) both(other seqSet) (seqs []int64) {
	for seq := range s.each() {
		if other.has(seq) {
			seqs = append(seqs, seq)
		}
	}
	return seqs
}
