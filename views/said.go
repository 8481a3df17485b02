package views

import "strings"

// Said is a sentence in parts, so that a page can tell the names in it from its words.
type Said []SaidPart

// SaidPart is a piece of a sentence.
type SaidPart struct {
	Text string
	Name bool // comes from people, and reads in its own direction
	Who  bool // the name of who did it
}

// String is the sentence without its marks.
func (s Said) String() string {
	var text strings.Builder
	for _, part := range s {
		text.WriteString(part.Text)
	}
	return text.String()
}

// Names travel through a sentence between marks that no name can hold: see [store.CleanName].
const (
	whoMark  = "\x01"
	nameMark = "\x02"
	endMark  = "\x03"
)

// parseSaid takes a marked sentence apart.
func parseSaid(text string) (s Said) {
	for text != "" {
		at := strings.IndexAny(text, whoMark+nameMark)
		if at < 0 {
			return append(s, SaidPart{Text: text})
		}
		if at > 0 {
			s = append(s, SaidPart{Text: text[:at]})
		}
		name, rest, _ := strings.Cut(text[at+1:], endMark)
		s = append(s, SaidPart{Text: name, Name: true, Who: text[at:at+1] == whoMark})
		text = rest
	}
	return s
}

// object is the part that names what was done to; -1: none does.
func (s Said) object() int {
	for i, part := range s {
		if part.Name && !part.Who {
			return i
		}
	}
	return -1
}
